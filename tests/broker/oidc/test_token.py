"""Redeeming a code, at the moments where it turns (RFC 6749 section 4.1.3, RFC 7636, RFC 9700)."""

from asyncio import gather

import pytest

from tests.broker.town import Town, answer_of, claims_of, press
from ugyfelkapu.broker.actions.purge_expired import purge_expired


async def test_a_code_is_good_in_its_last_second_and_not_after(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        first = await town.code(browser, tax.question())
        second = await town.code(browser, tax.question())
        town.clock.advance(seconds=59, microseconds=999_999)
        good = await browser.post("/token", data=tax.redemption(first), headers=tax.basic())
        town.clock.advance(microseconds=1)
        late = await browser.post("/token", data=tax.redemption(second), headers=tax.basic())
    assert good.status_code == 200
    assert good.headers["Cache-Control"] == "no-store"
    assert (late.status_code, late.json()["error"]) == (400, "invalid_grant")


async def test_a_replayed_code_ends_the_tokens_of_the_first(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        code = await town.code(browser, tax.question())
        first = (await browser.post("/token", data=tax.redemption(code), headers=tax.basic())).json()
        assert (await town.userinfo(browser, first["access_token"])).status_code == 200
        again = await browser.post("/token", data=tax.redemption(code), headers=tax.basic())
        assert again.json()["error"] == "invalid_grant"
        assert (await town.userinfo(browser, first["access_token"])).status_code == 401


async def test_of_twenty_simultaneous_redemptions_one_wins(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        code = await town.code(browser, tax.question())
        tries = [browser.post("/token", data=tax.redemption(code), headers=tax.basic()) for _ in range(20)]
        answers = [answer.status_code for answer in await gather(*tries)]
    assert sorted(answers) == [200] + [400] * 19


async def test_another_service_cannot_spend_a_code(town: Town) -> None:
    tax, council = await town.service(), await town.council()
    async with town.browser() as browser:
        code = await town.code(browser, tax.question())
        stolen = await browser.post("/token", data=tax.redemption(code), headers=council.basic())
        good = await browser.post("/token", data=tax.redemption(code), headers=tax.basic())
    assert stolen.json()["error"] == "invalid_grant"
    assert good.status_code == 200


@pytest.mark.parametrize("changes", [{"redirect_uri": "https://tax.example.test/other"}, {"code_verifier": "w" * 43}], ids=str)
async def test_a_code_tried_wrongly_is_spent(town: Town, changes: dict[str, str]) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        code = await town.code(browser, tax.question())
        wrong = await browser.post("/token", data=tax.redemption(code, **changes), headers=tax.basic())
        right = await browser.post("/token", data=tax.redemption(code), headers=tax.basic())
    assert wrong.json()["error"] == "invalid_grant"
    assert right.json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"grant_type": None}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"code": None}, "invalid_request"),
        ({"code": "bs_" + "a" * 43}, "invalid_grant"),
        ({"code": "ac_ő"}, "invalid_grant"),
        ({"code_verifier": None}, "invalid_request"),
        ({"code_verifier": "v" * 42}, "invalid_request"),
        ({"code_verifier": "v" * 129}, "invalid_request"),
        ({"redirect_uri": None}, "invalid_request"),
        ({"client_secret": "cs_" + "a" * 43}, "invalid_request"),
    ],
    ids=str,
)
async def test_a_malformed_redemption_is_told_what_is_wrong(town: Town, changes: dict[str, str | None], error: str) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        form = tax.redemption("ac_" + "a" * 43, **changes)
        answer = await browser.post("/token", data=form, headers=tax.basic())
    assert answer.status_code == 400
    assert answer.json()["error"] == error
    assert answer.json()["error_description"]


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"grant_type=a&grant_type=a", "application/x-www-form-urlencoded"),
        (b"grant_type=%ff", "application/x-www-form-urlencoded"),
        (b"a=" + b"x" * 70_000, "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"", ""),
    ],
    ids=lambda value: str(value)[:30],
)
async def test_content_that_is_no_form_is_refused_as_json(town: Town, content: bytes, content_type: str) -> None:
    async with town.browser() as browser:
        answer = await browser.post("/token", content=content, headers={"Content-Type": content_type})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_no_tokens_once_the_person_signed_out(town: Town) -> None:
    tax = await town.service(post_logout_redirect_uris=["https://tax.example.test/out"])
    async with town.browser() as browser:
        tokens = await town.tokens(browser, tax)
        code = await town.code(browser, tax.question())
        await browser.get("/end-session", params={"id_token_hint": tokens["id_token"]})
        late = await browser.post("/token", data=tax.redemption(code), headers=tax.basic())
    assert late.json()["error"] == "invalid_grant"


async def test_an_access_token_is_good_for_five_minutes_and_only_in_the_header(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        access_token = (await town.tokens(browser, tax))["access_token"]
        assert (await browser.get("/userinfo", params={"access_token": access_token})).status_code == 401
        assert (await browser.post("/userinfo", data={"access_token": access_token})).status_code == 400
        town.clock.advance(minutes=4, seconds=59)
        assert (await town.userinfo(browser, access_token)).status_code == 200
        town.clock.advance(seconds=1)
        late = await town.userinfo(browser, access_token)
    assert late.status_code == 401
    assert 'error="invalid_token"' in late.headers["WWW-Authenticate"]


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "ő", "e30.e30.e30", "A" * 9000, "." * 50])
async def test_a_broken_access_token_is_refused_plainly(town: Town, token: str) -> None:
    async with town.browser() as browser:
        answer = await browser.get("/userinfo", headers=[(b"Authorization", f"Bearer {token}".encode())])
    assert answer.status_code == 401


async def test_an_id_token_is_no_access_token(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        tokens = await town.tokens(browser, tax)
        assert (await town.userinfo(browser, tokens["id_token"])).status_code == 401


async def test_userinfo_and_id_token_name_the_same_subject(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        tokens = await town.tokens(browser, tax)
        told = (await town.userinfo(browser, tokens["access_token"])).json()
    assert told["sub"] == claims_of(tokens["id_token"])["sub"]
    assert claims_of(tokens["access_token"])["aud"] == town.world.issuer


async def test_identity_data_stop_when_the_gate_ended_the_session(town: Town) -> None:
    council = await town.council()
    async with town.browser() as browser:
        page = await town.sign_in(browser, council.question(scope="openid identity"))
        code = answer_of(await press(browser, page, decision="allow"))["code"]
        tokens = (await browser.post("/token", data=council.redemption(code), headers=council.basic())).json()
        town.gate.live.clear()
        assert (await town.userinfo(browser, tokens["access_token"])).status_code == 401


async def test_a_session_the_gate_no_longer_has_is_no_dead_end_for_identity_data(town: Town) -> None:
    council = await town.council()
    asked = council.question(scope="openid identity")
    async with town.browser() as browser:
        code = answer_of(await press(browser, await town.sign_in(browser, asked), decision="allow"))["code"]
        tokens = (await browser.post("/token", data=council.redemption(code), headers=council.basic())).json()
        town.gate.live.clear()
        assert (await town.userinfo(browser, tokens["access_token"])).status_code == 401
        silent = await browser.get("/authorize", params=council.question(scope="openid identity", prompt="none"))
        assert answer_of(silent)["error"] == "login_required"
        tokens = await town.tokens(browser, council, scope="openid identity")
        assert (await town.userinfo(browser, tokens["access_token"])).json()["birthdate"] == "1948-03-15"
    ended = await town.world.database.reader.all("SELECT reason FROM journal WHERE activity = 'session_ended'")
    assert [entry.text("reason") for entry in ended] == ["session_ended"]


async def refusals(town: Town) -> list[tuple[str, str, str]]:
    rows = await town.world.database.reader.all(
        "SELECT outcome, subject, actor FROM journal WHERE activity = 'redeem_code' ORDER BY at"
    )
    return [(row.text("outcome"), row.text("subject"), row.text("actor")) for row in rows]


@pytest.mark.parametrize(
    ("changes", "seconds", "fault"),
    [
        ({}, 61, "expired"),
        ({"redirect_uri": "https://tax.example.test/other"}, 1, "other_redirect"),
        ({"code_verifier": "w" * 43}, 1, "bad_verifier"),
    ],
    ids=str,
)
async def test_why_a_code_was_refused_is_in_the_journal_and_told_to_nobody(
    town: Town, changes: dict[str, str], seconds: int, fault: str
) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        code = await town.code(browser, tax.question())
        town.clock.advance(seconds=seconds)
        wrong = await browser.post("/token", data=tax.redemption(code, **changes), headers=tax.basic())
        town.clock.advance(seconds=1)
        again = await browser.post("/token", data=tax.redemption(code), headers=tax.basic())
        unknown = await browser.post("/token", data=tax.redemption("ac_" + "a" * 43), headers=tax.basic())
    assert wrong.json() == again.json() == unknown.json()
    assert await refusals(town) == [(fault, "person-1", tax.client_id), ("replayed", "person-1", tax.client_id)]


async def test_a_code_of_an_ended_session_is_refused_for_that(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        hint = (await town.tokens(browser, tax))["id_token"]
        code = await town.code(browser, tax.question())
        await browser.get("/end-session", params={"id_token_hint": hint})
        await browser.post("/token", data=tax.redemption(code), headers=tax.basic())
    assert await refusals(town) == [("session_ended", "person-1", tax.client_id)]


async def test_a_code_replayed_without_end_does_not_fill_the_journal(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        code = await town.code(browser, tax.question())
        for _ in range(10):
            await browser.post("/token", data=tax.redemption(code), headers=tax.basic())
    assert await refusals(town) == [("replayed", "person-1", tax.client_id)] * 3


async def test_a_code_that_ran_out_and_was_cleaned_up_is_called_expired(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        code = await town.code(browser, tax.question())
        town.clock.advance(seconds=60)
        await purge_expired(town.world)
        await browser.post("/token", data=tax.redemption(code), headers=tax.basic())
    assert await refusals(town) == [("expired", "person-1", tax.client_id)]
