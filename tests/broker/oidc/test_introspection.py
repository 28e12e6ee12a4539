"""What tokens are worth at this moment, and their end by the service's own hand (RFC 7662, RFC 7009)."""

import pytest

from tests.broker.oidc.machines import MACHINE, introspected, machine_token, revoked
from tests.broker.oidc.refreshing import refreshed, renewing
from tests.broker.people import MANDATARY, People, choices
from tests.broker.proofs import Prover
from tests.broker.town import Town, answer_of, claims_of, press
from ugyfelkapu.broker.actions.follow_standing_changes import follow_standing_changes
from ugyfelkapu.identification import StandingEvent

INACTIVE = {"active": False}


async def test_an_access_token_is_told_with_all_it_says(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        token = (await town.tokens(browser, tax))["access_token"]
        told = await introspected(browser, tax, token)
    claims = claims_of(token)
    assert told.pop("active") is True
    assert told.pop("token_type") == "Bearer"
    assert set(str(told.pop("scope")).split()) == {"openid", "profile", "email"}
    assert told == {name: claims[name] for name in ("iss", "aud", "sub", "client_id", "iat", "exp", "jti")}


async def test_a_token_is_worth_nothing_from_its_last_second_on_and_with_its_session(town: Town) -> None:
    tax = await renewing(town)
    async with town.browser() as browser:
        tokens = await town.tokens(browser, tax)
        town.clock.advance(minutes=4, seconds=59)
        assert (await introspected(browser, tax, tokens["access_token"]))["active"]
        town.clock.advance(seconds=1)
        assert await introspected(browser, tax, tokens["access_token"]) == INACTIVE
        assert (await introspected(browser, tax, tokens["refresh_token"]))["active"]
        town.gate.tell(StandingEvent.GATE_SUSPENDED)
        await follow_standing_changes(town.world)
        assert await introspected(browser, tax, tokens["refresh_token"]) == INACTIVE


async def test_a_refresh_token_is_told_until_it_is_used(town: Town) -> None:
    tax = await renewing(town)
    async with town.browser() as browser:
        token = (await town.tokens(browser, tax))["refresh_token"]
        told = await introspected(browser, tax, token)
        await refreshed(browser, tax, token)
        assert await introspected(browser, tax, token) == INACTIVE
    assert told["scope"] == "openid profile email"
    assert told["exp"] == int(town.clock.now().timestamp()) + 12 * 3600


async def test_on_whose_behalf_and_to_whom_it_is_bound_is_told_too(town: Town) -> None:
    people = await People.of(town)
    async with town.browser() as mine, town.browser() as theirs:
        await people.mandate(mine, theirs)
        page = await people.chooser(theirs)
        code = answer_of(await press(theirs, page, principal=choices(page)[1]))["code"]
        prover = Prover(town)
        headers = {**people.tax.basic(), **prover.header()}
        token = (await theirs.post("/token", data=people.tax.redemption(code), headers=headers)).json()["access_token"]
        told = await introspected(theirs, people.tax, token)
        assert told["cnf"] == {"jkt": prover.jkt}
        assert told["token_type"] == "DPoP"
        assert isinstance(told["acting_for"], dict)
        assert told["acting_for"]["kind"] == "person"
        await people.withdraw(theirs, MANDATARY)
        assert await introspected(theirs, people.tax, token) == INACTIVE


async def test_a_service_s_own_token_may_ask_and_be_asked_about(town: Town) -> None:
    tax = await town.service(grant_types=MACHINE)
    async with town.browser() as browser:
        own = (await machine_token(browser, tax)).json()["access_token"]
        token = (await town.tokens(browser, tax))["access_token"]
        bearer = {"Authorization": f"Bearer {own}"}
        assert (await browser.post("/introspect", data={"token": token}, headers=bearer)).json()["active"]
        assert (await browser.post("/introspect", data={"token": own}, headers=bearer)).json()["sub"] == tax.client_id
        by_person = await browser.post("/introspect", data={"token": own}, headers={"Authorization": f"Bearer {token}"})
    assert by_person.status_code == 401


@pytest.mark.parametrize("hint", [None, "access_token", "refresh_token", "unknown"])
async def test_what_a_service_gives_up_ends_with_all_of_the_same_sign_on(town: Town, hint: str | None) -> None:
    tax = await renewing(town)
    more = {"token_type_hint": hint} if hint else {}
    async with town.browser() as browser:
        for kind in ("access_token", "refresh_token"):
            tokens = await town.tokens(browser, tax)
            answer = await revoked(browser, tax, tokens[kind], **more)
            assert (answer.status_code, answer.content) == (200, b"")
            assert (await town.userinfo(browser, tokens["access_token"])).status_code == 401
            assert (await refreshed(browser, tax, tokens["refresh_token"])).json()["error"] == "invalid_grant"
        silent = await browser.get("/authorize", params=tax.question(prompt="none"))
    assert "code" in answer_of(silent), "the person stays signed in"


async def test_an_app_that_can_prove_nothing_may_give_up_and_not_ask(town: Town) -> None:
    app = await town.service(token_endpoint_auth_method="none", grant_types=["authorization_code", "refresh_token"])
    async with town.browser() as browser:
        code = await town.code(browser, app.question())
        tokens = (await browser.post("/token", data={**app.redemption(code), "client_id": app.client_id})).json()
        form = {"client_id": app.client_id, "token": tokens["refresh_token"]}
        asked = await browser.post("/introspect", data=form)
        assert (asked.status_code, asked.json()["error"]) == (401, "invalid_client")
        assert (await browser.post("/revoke", data=form)).status_code == 200
        assert (await town.userinfo(browser, tokens["access_token"])).status_code == 401


@pytest.mark.parametrize("token", ["", "x", "rf_" + "a" * 43, "ac_" + "a" * 43, "a.b.c", "ő", "A" * 9000])
async def test_what_is_no_token_is_inactive_and_gone(town: Town, token: str) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        asked = await browser.post("/introspect", data={"token": token}, headers=tax.basic())
        gone = await revoked(browser, tax, token)
    assert (asked.status_code, gone.status_code) == ((200, 200) if token else (400, 400))
    if token:
        assert asked.json() == INACTIVE


async def test_tokens_that_nothing_is_kept_of_only_end_by_their_time(town: Town) -> None:
    tax = await town.service(grant_types=MACHINE)
    async with town.browser() as browser:
        own = (await machine_token(browser, tax)).json()["access_token"]
        answer = await revoked(browser, tax, own)
    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_token_type")


async def test_discovery_names_grants_and_their_endpoints(town: Town) -> None:
    async with town.browser() as browser:
        told = (await browser.get("/.well-known/openid-configuration")).json()
    assert len(told["grant_types_supported"]) == 5
    for name in ("introspection", "revocation", "device_authorization"):
        assert told[f"{name}_endpoint"].startswith(town.world.issuer)
    assert "none" not in told["introspection_endpoint_auth_methods_supported"]
