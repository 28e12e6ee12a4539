"""Claims asked for one by one (OpenID Connect Core section 5.5): told where law and registration let them out."""

import json

import httpx
import pytest

from tests.broker.gate import IDENTITY, SOMEBODY
from tests.broker.town import ServiceAtHand, Town, answer_of, claims_of, press

ABOUT_THE_PERSON = {"name", "given_name", "family_name", "email", "email_verified"}


def claims(**places: object) -> str:
    return json.dumps(places)


async def told(town: Town, browser: httpx.AsyncClient, service: ServiceAtHand, **asked: str) -> tuple[set[str], set[str]]:
    """Which claims about the person came in the ID token, and which at userinfo."""
    page = await town.sign_in(browser, service.question(**asked))
    while 'data-page="consent"' in page.text:
        page = await press(browser, page, decision="allow")
    redeemed = await browser.post("/token", data=service.redemption(answer_of(page)["code"]), headers=service.basic())
    tokens = redeemed.json()
    userinfo = (await town.userinfo(browser, tokens["access_token"])).json()
    return set(claims_of(tokens["id_token"])), set(userinfo)


async def test_a_claim_is_told_where_it_was_asked_and_nowhere_else(town: Town) -> None:
    tax = await town.service()
    asked = claims(userinfo={"given_name": None, "email": {"essential": True}}, id_token={"email_verified": {"value": True}})
    async with town.browser() as browser:
        in_token, at_userinfo = await told(town, browser, tax, scope="openid", claims=asked)
    assert in_token & ABOUT_THE_PERSON == {"email_verified"}
    assert at_userinfo & ABOUT_THE_PERSON == {"given_name", "email"}


async def test_scopes_and_claims_add_up(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        in_token, at_userinfo = await told(town, browser, tax, scope="openid email", claims=claims(id_token={"name": None}))
    assert in_token & ABOUT_THE_PERSON == {"name", "email", "email_verified"}
    assert at_userinfo & ABOUT_THE_PERSON == {"email", "email_verified"}


async def test_what_a_service_did_not_register_is_left_away_however_essential(town: Town) -> None:
    tax = await town.service(scope="openid email")
    asked = claims(userinfo={name: {"essential": True} for name in ("name", "birthdate", "phone_number", "sub", "acr")})
    async with town.browser() as browser:
        _, at_userinfo = await told(town, browser, tax, scope="openid", claims=asked)
    assert at_userinfo == {"sub"}


async def test_without_a_legal_basis_no_identity_claim_is_told(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        asked = claims(userinfo={"birthdate": {"essential": True}})
        _, at_userinfo = await told(town, browser, tax, scope="openid", claims=asked)
    assert "birthdate" not in at_userinfo


async def test_one_identity_claim_is_consented_to_and_told_alone(town: Town) -> None:
    council = await town.council()
    wish = claims(userinfo={"birthdate": None, "given_name": None}, id_token={"birthdate": None})
    asked = council.question(scope="openid", claims=wish)
    async with town.browser() as browser:
        page = await town.sign_in(browser, asked)
        assert 'data-page="consent"' in page.text
        assert SOMEBODY.given_name in page.text
        assert SOMEBODY.family_name not in page.text
        assert IDENTITY.birth_place not in page.text
        assert IDENTITY.mothers_birth_family_name not in page.text
        done = await press(browser, page, decision="allow")
        redeemed = await browser.post("/token", data=council.redemption(answer_of(done)["code"]), headers=council.basic())
        userinfo = (await town.userinfo(browser, redeemed.json()["access_token"])).json()
        assert "code" in answer_of(await browser.get("/authorize", params={**asked, "prompt": "none"}))
        wish = claims(userinfo={"birthdate": None, "given_name": None, "place_of_birth": None})
        more = {**asked, "claims": wish, "prompt": "none"}
        assert answer_of(await browser.get("/authorize", params=more))["error"] == "consent_required"
    assert userinfo.keys() == {"sub", "given_name", "birthdate"}
    assert "birthdate" not in claims_of(redeemed.json()["id_token"])


async def test_the_journal_says_what_went_out(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        await town.code(browser, tax.question(scope="openid", claims=claims(userinfo={"email": None})))
    rows = await town.world.database.reader.all("SELECT data_set FROM journal WHERE activity = 'sign_on'")
    assert [row.text("data_set") for row in rows] == ["connection_code email"]


@pytest.mark.parametrize(
    "broken",
    [
        "[]",
        "{",
        '{"userinfo": {"name": null, "name": null}}',
        '{"userinfo": []}',
        '{"id_token": "name"}',
        '{"userinfo": {"name": true}}',
        '{"userinfo": {"name": {"essential": 1}}}',
        '{"id_token": {"sub": {"value": 7}}}',
        '{"id_token": {"sub": {"values": ["a"]}}}',
        json.dumps({"userinfo": {str(number): None for number in range(101)}}),
        "{" + " " * 4096 + "}",
    ],
    ids=lambda value: value[:30],
)
async def test_a_claims_parameter_of_another_shape_is_refused(town: Town, broken: str) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        refused = answer_of(await browser.get("/authorize", params=tax.question(claims=broken)))
    assert refused["error"] == "invalid_request"
    assert "claims" in refused["error_description"]
