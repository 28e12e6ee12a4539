"""Whom the service means: id_token_hint and the claim sub (OpenID Connect Core section 3.1.2.1 and 3.1.2.2), and login_hint."""

import json

import pytest

from tests.broker.town import ISSUER, Town, answer_of, claims_of, follow, press
from ugyfelkapu.broker.actions.follow_standing_changes import follow_standing_changes
from ugyfelkapu.broker.oidc.jose import sign


async def test_the_person_meant_is_answered_silently_also_by_an_expired_token(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        tokens = await town.tokens(browser, tax)
        town.clock.advance(minutes=6)
        await follow_standing_changes(town.world)
        for meant in (
            {"id_token_hint": tokens["id_token"]},
            {"claims": json.dumps({"id_token": {"sub": {"value": claims_of(tokens["id_token"])["sub"]}}})},
        ):
            assert "code" in answer_of(await browser.get("/authorize", params=tax.question(prompt="none", **meant)))


async def test_somebody_else_is_never_answered_for(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser, town.browser() as another:
        mine = (await town.tokens(browser, tax))["id_token"]
        town.gate.subject = "person-2"
        await town.tokens(another, tax)
        for meant in (
            {"id_token_hint": mine},
            {"claims": json.dumps({"id_token": {"sub": {"value": claims_of(mine)["sub"]}}})},
        ):
            silent = answer_of(await another.get("/authorize", params=tax.question(prompt="none", **meant)))
            assert silent["error"] == "login_required"
            assert "code" not in silent


async def test_with_somebody_else_signed_in_the_person_meant_signs_in_anew(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        mine = (await town.tokens(browser, tax))["id_token"]
        town.gate.subject = "person-2"
        await town.tokens(browser, tax, prompt="login")
        page = await follow(browser, await browser.get("/authorize", params=tax.question(id_token_hint=mine)))
        assert 'data-page="choose-method"' in page.text
        town.gate.subject = "person-1"
        assert "code" in answer_of(await press(browser, page))
    assert list(town.gate.questions.values())[-1].not_before == town.clock.now()


async def test_when_another_person_signs_in_after_all_the_service_is_told(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser, town.browser() as fresh:
        mine = (await town.tokens(browser, tax))["id_token"]
        town.gate.subject = "person-2"
        told = answer_of(await town.sign_in(fresh, tax.question(id_token_hint=mine)))
    assert told["error"] == "login_required"
    assert "code" not in told


async def test_a_hint_that_is_not_ours_or_not_for_this_service_is_refused(town: Town) -> None:
    tax, council = await town.service(), await town.council()
    async with town.browser() as browser:
        tokens = await town.tokens(browser, tax)
        signer = town.world.keys.signer("ES256")
        about = {"iss": ISSUER, "aud": tax.client_id, "exp": 1}
        for hint in (
            tokens["id_token"][:-4] + "AAAA",
            tokens["access_token"],
            "nonsense",
            (await town.tokens(browser, council))["id_token"],
            sign(signer, about),  # as a signed answer looks
            sign(signer, {"iss": ISSUER, "sub": "x"}),
            sign(signer, {**about, "iss": "https://other.example", "sub": "x"}),
        ):
            told = answer_of(await browser.get("/authorize", params=tax.question(id_token_hint=hint)))
            assert (told["error"], "id_token_hint" in told["error_description"]) == ("invalid_request", True)
            assert (await browser.get("/end-session", params={"id_token_hint": hint})).status_code in {200, 303, 400}


async def test_two_hints_name_one_person(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        token = (await town.tokens(browser, tax))["id_token"]
        other = json.dumps({"id_token": {"sub": {"value": "somebody"}}})
        told = answer_of(await browser.get("/authorize", params=tax.question(id_token_hint=token, claims=other)))
    assert (told["error"], "two people" in told["error_description"]) == ("invalid_request", True)


@pytest.mark.parametrize("hint", ["eva@example.test", "nobody-at-all"])
async def test_a_login_hint_confirms_nobody_and_stays_here(town: Town, hint: str) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        page = await follow(browser, await browser.get("/authorize", params=tax.question(login_hint=hint)))
        assert hint not in page.text
        assert hint not in str(page.url)
        assert "code" in answer_of(await press(browser, page))


async def test_what_a_service_registered_counts_where_it_asks_for_no_level(town: Town) -> None:
    high = "http://eidas.europa.eu/LoA/high"
    tax = await town.service(default_acr_values=["urn:unknown", high])
    async with town.browser() as browser:
        await town.sign_in(browser, tax.question())
        await town.sign_in(browser, tax.question(acr_values="http://eidas.europa.eu/LoA/low", prompt="login"))
    assert [question.level.value for question in town.gate.questions.values()][-2:] == ["high", "low"]
