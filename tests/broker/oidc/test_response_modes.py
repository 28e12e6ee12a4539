"""How answers travel: by redirect or form, plain or as a signed token (Form Post Response Mode, JARM, RFC 9207)."""

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import httpx
import msgspec
import pytest

from tests.broker.town import ISSUER, ServiceAtHand, Town, answer_of, claims_of, follow, press
from ugyfelkapu.broker.oidc.jose import ALGORITHMS, Verification, verified_payload

HOSTILE = """"><script>alert(1)</script><input name="code" value='x' {{ 7*7 }} &quot; \u2028"""


def form_of(page: httpx.Response) -> tuple[str, dict[str, str]]:
    """Where the page's one form goes, and with what, as a browser reads it."""
    forms = re.findall(r'<form method="post" action="([^"]*)"[^>]*>(.*?)</form>', page.text, re.DOTALL)
    assert len(forms) == 1
    fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', forms[0][1])
    return unescape(forms[0][0]), {unescape(name): unescape(value) for name, value in fields}


async def asked(town: Town, service: ServiceAtHand, browser: httpx.AsyncClient, **changes: str) -> httpx.Response:
    """The answer of a live session."""
    await town.code(browser, service.question())
    return await browser.get("/authorize", params=service.question(**changes))


async def test_a_form_takes_the_answer_to_the_service(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        page = await asked(town, tax, browser, response_mode="form_post")
        target, told = form_of(page)
        redeemed = await browser.post("/token", data=tax.redemption(told["code"]), headers=tax.basic())
    assert (page.status_code, target) == (200, tax.redirect_uri)
    assert {name: told[name] for name in ("state", "iss")} == {"state": "state-1", "iss": ISSUER}
    assert redeemed.status_code == 200
    assert "Location" not in page.headers
    assert "Refresh" not in page.headers


async def test_the_forms_page_lets_nothing_run_and_leads_to_one_service(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        page = await asked(town, tax, browser, response_mode="form_post")
    policy = page.headers["Content-Security-Policy"]
    assert "form-action 'self' https://tax.example.test" in policy
    assert "script-src 'self'" in policy
    assert page.headers["Cache-Control"] == "no-store"
    assert re.findall(r"<script(?! src=)", page.text) == []
    assert re.findall(r"\son\w+=", page.text) == []
    assert '<button type="submit"' in page.text  # without scripts, the person presses it
    assert "hreflang" not in page.text  # another language would ask again for what was answered


async def test_a_hostile_state_stays_a_value(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        for changes in ({}, {"prompt": "consent", "scope": "openid wrong", "max_age": "x"}):
            page = await asked(town, tax, browser, response_mode="form_post", state=HOSTILE, **changes)
            assert form_of(page)[1]["state"] == HOSTILE
            assert "<script>alert" not in page.text


async def test_after_pages_of_ours_the_answer_is_posted_too(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        page = await town.sign_in(browser, tax.question(response_mode="form_post"))
    assert 'data-page="form-post"' in page.text
    assert form_of(page)[1]["code"]


@pytest.mark.parametrize(("mode", "algorithm"), [("jwt", "ES256"), ("query.jwt", "PS256"), ("query.jwt", "EdDSA")])
async def test_an_answer_may_come_signed(town: Town, mode: str, algorithm: str) -> None:
    tax = await town.service(authorization_signed_response_alg=algorithm)
    async with town.browser() as browser:
        answer = await asked(town, tax, browser, response_mode=mode)
    told = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
    assert set(told) == {"response"}
    allowed = Verification(keys=town.world.keys.published(), algorithms=[algorithm], token_type="JWT")
    assert verified_payload(told["response"], allowed)
    claims = claims_of(told["response"])
    assert claims["code"]
    expected = {"iss": ISSUER, "aud": tax.client_id, "exp": int(town.clock.now().timestamp()) + 300, "state": "state-1"}
    assert {name: claims[name] for name in expected} == expected


async def test_a_signed_answer_may_be_posted(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        target, told = form_of(await asked(town, tax, browser, response_mode="form_post.jwt"))
    assert target == tax.redirect_uri
    assert set(told) == {"response"}
    assert claims_of(told["response"])["code"]


@pytest.mark.parametrize("mode", ["query", "form_post", "jwt", "query.jwt", "form_post.jwt"])
@pytest.mark.parametrize("changes", [{"scope": "profile"}, {"prompt": "none", "max_age": "0"}], ids=str)
async def test_a_refusal_takes_the_same_way(town: Town, mode: str, changes: dict[str, str]) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        await town.code(browser, tax.question())
        town.clock.advance(seconds=1)
        answer = await browser.get("/authorize", params=tax.question(response_mode=mode, **changes))
    told = form_of(answer)[1] if mode.startswith("form_post") else answer_of(answer)
    if "response" in told:
        allowed = Verification(keys=town.world.keys.published(), algorithms=ALGORITHMS, token_type="JWT")
        assert verified_payload(told["response"], allowed)
        told = {name: str(value) for name, value in claims_of(told["response"]).items()}
    assert told["error"] in {"invalid_scope", "login_required"}
    assert (told["state"], told["iss"]) == ("state-1", ISSUER)
    assert "code" not in told


async def test_an_app_gets_no_form(town: Town) -> None:
    app = await town.service(
        application_type="native", token_endpoint_auth_method="none", redirect_uris=["hu.example.tax:/back"]
    )
    async with town.browser() as browser:
        answer = await browser.get("/authorize", params=app.question(response_mode="form_post"))
    assert answer.headers["Location"].startswith("hu.example.tax:/back?error=invalid_request")


async def test_a_request_that_waited_before_there_were_modes_is_answered(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        page = await follow(browser, await browser.get("/authorize", params=tax.question()))
        row = await town.world.database.reader.one("SELECT request FROM pending_request")
        asked = msgspec.json.decode(row.text("request"))
        older = {name: value for name, value in asked.items() if name not in ("response_mode", "dpop_jkt", "hinted", "claims")}
        async with town.world.database.transaction() as tx:
            await tx.execute("UPDATE pending_request SET request = :request", request=msgspec.json.encode(older).decode())
        assert answer_of(await press(browser, page))["code"]
