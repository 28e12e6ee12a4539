"""What the authorization endpoint refuses, and where each refusal goes (RFC 6749 section 4.1.2.1, OIDC Core 3.1.2.6)."""

from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import pytest

from tests.broker.town import ISSUER, Town, answer_of, claims_of, follow, press
from ugyfelkapu.broker.actions.follow_standing_changes import follow_standing_changes

RULES = [
    ({"registration": "{}"}, "registration_not_supported"),
    ({"response_type": None}, "invalid_request"),
    ({"response_type": "token"}, "unsupported_response_type"),
    ({"response_type": "code id_token"}, "unsupported_response_type"),
    ({"response_mode": "fragment"}, "invalid_request"),
    ({"response_mode": "web_message"}, "invalid_request"),
    ({"dpop_jkt": "a" * 42}, "invalid_request"),
    ({"login_hint": "n" * 321}, "invalid_request"),
    ({"scope": "profile"}, "invalid_scope"),
    ({"scope": None}, "invalid_scope"),
    ({"scope": "openid identity"}, "invalid_scope"),
    ({"code_challenge": None}, "invalid_request"),
    ({"code_challenge_method": "plain"}, "invalid_request"),
    ({"code_challenge_method": None}, "invalid_request"),
    ({"code_challenge": "a" * 42}, "invalid_request"),
    ({"code_challenge": "a" * 44}, "invalid_request"),
    ({"code_challenge": "=" * 43}, "invalid_request"),
    ({"prompt": "login none"}, "invalid_request"),
    ({"prompt": "create"}, "invalid_request"),
    ({"max_age": "-1"}, "invalid_request"),
    ({"max_age": "1e3"}, "invalid_request"),
    ({"max_age": "٣"}, "invalid_request"),
    ({"nonce": "n" * 513}, "invalid_request"),
    ({"prompt": "none"}, "login_required"),
]


@pytest.mark.parametrize(("changes", "error"), RULES, ids=lambda value: str(value)[:40])
async def test_a_broken_rule_goes_back_to_the_service_with_its_state(
    town: Town, changes: dict[str, str | None], error: str
) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        answer = await browser.get("/authorize", params=tax.question(**changes))
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(f"{tax.redirect_uri}?")
    told = answer_of(answer)
    assert (told["error"], told["state"], told["iss"]) == (error, "state-1", ISSUER)
    assert told["error_description"]
    assert "code" not in told


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": None},
        {"client_id": "nobody"},
        {"client_id": "x" * 10_000},
        {"redirect_uri": None},
        {"redirect_uri": "https://tax.example.test/cb/"},
        {"redirect_uri": "https://tax.example.test/cb?x=1"},
        {"redirect_uri": "https://tax.example.test:443/cb"},
        {"redirect_uri": "HTTPS://tax.example.test/cb"},
        {"redirect_uri": "https://evil.example/cb"},
        {"state": "s" * 4097},
    ],
    ids=lambda value: str(value)[:40],
)
async def test_an_unknown_client_or_address_gets_a_page_and_never_a_redirect(
    town: Town, changes: dict[str, str | None]
) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        answer = await browser.get("/authorize", params=tax.question(**changes))
    assert answer.status_code == 400
    assert "Location" not in answer.headers
    assert 'data-page="refused"' in answer.text
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize("query", [b"client_id=a&client_id=a", b"client_id=%ff", b"client_id=%00", b"x=" + b"y" * 17_000])
async def test_a_malformed_address_gets_a_page(town: Town, query: bytes) -> None:
    async with town.browser() as browser:
        answer = await browser.get(f"/authorize?{query.decode()}")
    assert answer.status_code == 400
    assert 'data-page="refused"' in answer.text


async def test_a_posted_request_goes_on_as_an_address_so_that_cookies_come_along(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        answer = await browser.post("/authorize", data=tax.question())
        assert answer.status_code == 303
        page = await follow(browser, answer)
    assert 'data-page="choose-method"' in page.text


async def test_an_app_on_loopback_may_come_back_at_any_port(town: Town) -> None:
    app = await town.service(
        application_type="native",
        token_endpoint_auth_method="none",
        redirect_uris=["http://127.0.0.1/back"],
    )
    async with town.browser() as browser:
        good = await browser.get("/authorize", params=app.question(redirect_uri="http://127.0.0.1:51004/back"))
        for other in ("http://127.0.0.1:51004/other", "http://127.0.0.1:5x/back", "http://127.0.0.1.evil.example/back"):
            bad = await browser.get("/authorize", params=app.question(redirect_uri=other))
            assert bad.status_code == 400
    assert good.status_code == 303


async def test_a_silent_request_is_answered_from_a_live_session(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        await town.code(browser, tax.question())
        assert "code" in answer_of(await browser.get("/authorize", params=tax.question(prompt="none")))


async def test_a_silent_request_for_unconsented_data_is_told_so(town: Town) -> None:
    tax, council = await town.service(), await town.council()
    async with town.browser() as browser:
        await town.code(browser, tax.question())
        asked = council.question(prompt="none", scope="openid identity")
        assert answer_of(await browser.get("/authorize", params=asked))["error"] == "consent_required"


@pytest.mark.parametrize("prompt", ["login", "select_account"])
async def test_a_new_sign_in_is_asked_even_with_a_live_session(town: Town, prompt: str) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        await town.code(browser, tax.question())
        town.clock.advance(seconds=5)
        assert "code" in answer_of(await town.sign_in(browser, tax.question(prompt=prompt)))
    first, second = town.gate.questions.values()
    assert first.not_before is None
    assert second.not_before == town.clock.now()


async def test_prompt_consent_asks_each_time_and_once_a_request(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        for _ in range(2):
            page = await town.sign_in(browser, tax.question(prompt="consent"))
            assert 'data-page="consent"' in page.text
            assert "code" in answer_of(await press(browser, page, decision="allow"))


async def test_one_persons_yes_is_not_the_next_ones(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        page = await town.sign_in(browser, tax.question(prompt="consent"))
        path = page.url.path.removesuffix("/consent")
        mark = page.text.partition('name="person" value="')[2].partition('"')[0]
        said = {"csrf_token": csrf_token_of(page), "person": mark, "decision": "allow"}
        await browser.post(f"{path}/consent", data=said)
        town.gate.subject = "person-2"
        asked = await press(browser, await browser.get(path))
    assert 'data-page="consent"' in asked.text


async def test_max_age_is_kept_to_the_second(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        await town.code(browser, tax.question())
        town.clock.advance(seconds=60)
        assert answer_of(await browser.get("/authorize", params=tax.question(max_age="60", prompt="none")))["code"]
        town.clock.advance(seconds=1)
        late = answer_of(await browser.get("/authorize", params=tax.question(max_age="60", prompt="none")))
        assert late["error"] == "login_required"


async def test_time_spent_on_a_page_makes_no_sign_in_stale(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        page = await town.sign_in(browser, tax.question(prompt="consent", max_age="0"))
        town.clock.advance(minutes=1)
        assert "code" in answer_of(await press(browser, page, decision="allow"))


async def test_a_session_idles_out_after_twenty_minutes(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        await town.code(browser, tax.question())
        town.clock.advance(minutes=19, seconds=59)
        await follow_standing_changes(town.world)
        assert answer_of(await browser.get("/authorize", params=tax.question(prompt="none")))["code"]
        town.clock.advance(minutes=20)
        await follow_standing_changes(town.world)
        answer = answer_of(await browser.get("/authorize", params=tax.question(prompt="none")))
        assert answer["error"] == "login_required"


async def test_a_session_in_steady_use_ends_after_twelve_hours(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        await town.code(browser, tax.question())
        end = town.clock.now() + timedelta(hours=12)
        while town.clock.now() + timedelta(minutes=19) < end:
            town.clock.advance(minutes=19)
            await follow_standing_changes(town.world)
            assert answer_of(await browser.get("/authorize", params=tax.question(prompt="none")))["code"]
        town.clock.instant = end
        await follow_standing_changes(town.world)
        answer = answer_of(await browser.get("/authorize", params=tax.question(prompt="none")))
        assert answer["error"] == "login_required"


async def test_a_session_whose_gate_fell_silent_is_not_trusted(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        await town.code(browser, tax.question())
        town.clock.advance(minutes=2)
        answer = answer_of(await browser.get("/authorize", params=tax.question(prompt="none")))
        assert answer["error"] == "login_required"
        await follow_standing_changes(town.world)
        assert answer_of(await browser.get("/authorize", params=tax.question(prompt="none")))["code"]


async def test_another_person_in_the_same_browser_is_another_session(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        mine = await town.tokens(browser, tax)
        town.gate.subject = "person-2"
        theirs = await town.tokens(browser, tax, prompt="login")
        assert (await town.userinfo(browser, mine["access_token"])).status_code == 401
        assert (await town.userinfo(browser, theirs["access_token"])).json()["email"] == "person-2@example.test"
    assert claims_of(mine["id_token"])["sub"] != claims_of(theirs["id_token"])["sub"]


@pytest.mark.parametrize("wish", [{"prompt": "login"}, {"prompt": "select_account"}, {"max_age": "30"}], ids=str)
async def test_an_older_session_never_answers_for_the_new_sign_in_a_service_asked_for(town: Town, wish: dict[str, str]) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        await town.code(browser, tax.question())
        older = browser.cookies["__Host-broker_session"]
        town.clock.advance(minutes=1)
        page = await follow(browser, await browser.get("/authorize", params=tax.question(**wish)))
        browser.cookies.delete("__Host-broker_session")
        town.gate.subject = "person-2"
        asked = await browser.post(page.url.path, data={"csrf_token": csrf_token_of(page)})
        signed_in = await browser.get((await browser.get(asked.headers["Location"])).headers["Location"])
        browser.cookies.set("__Host-broker_session", older, domain=urlsplit(ISSUER).hostname or "")
        answer = await browser.get(signed_in.headers["Location"])
    assert "broker_session" in signed_in.headers["Set-Cookie"]
    assert (answer.status_code, answer.headers.get("Location")) == (303, page.url.path)


def csrf_token_of(page: httpx.Response) -> str:
    return page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
