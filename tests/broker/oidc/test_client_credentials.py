"""Tokens for services themselves, with nobody signed on (RFC 6749 section 4.4)."""

import pytest

from tests.broker.oidc.machines import MACHINE, machine_token
from tests.broker.oidc.test_reverse_identification import HELD
from tests.broker.town import ServiceAtHand, Town, answer_of, claims_of
from ugyfelkapu.broker.actions.register_relying_party import register_relying_party
from ugyfelkapu.broker.domain.metadata import MetadataFault
from ugyfelkapu.broker.domain.registering.registration import Registrar


async def office(town: Town) -> ServiceAtHand:
    """A body with a legal basis whose machines ask."""
    return await town.service(grant_types=MACHINE, legal_basis="Mötv. 8. § (1)")


async def test_a_service_gets_a_token_about_itself_and_nothing_else(town: Town) -> None:
    tax = await town.service(grant_types=MACHINE)
    async with town.browser() as browser:
        answer = await machine_token(browser, tax)
        told = await town.userinfo(browser, answer.json()["access_token"])
    claims = claims_of(answer.json()["access_token"])
    assert answer.headers["Cache-Control"] == "no-store"
    assert set(answer.json()) == {"access_token", "token_type", "expires_in", "scope"}
    assert (claims["sub"], claims["client_id"], claims["scope"]) == (tax.client_id, tax.client_id, "introspection")
    assert told.status_code == 403


@pytest.mark.parametrize("scope", ["openid", "profile", "introspection openid", "reverse_identification", "unknown"])
async def test_what_is_for_people_or_needs_a_legal_basis_is_refused(town: Town, scope: str) -> None:
    tax = await town.service(grant_types=MACHINE)
    async with town.browser() as browser:
        answer = await machine_token(browser, tax, scope=scope)
    assert answer.json()["error"] == "invalid_scope"
    assert "access_token" not in answer.json()


async def test_reverse_identification_takes_a_service_s_own_token(town: Town) -> None:
    council = await office(town)
    async with town.browser() as browser:
        subject = claims_of((await town.tokens(browser, council))["id_token"])["sub"]
        token = (await machine_token(browser, council, scope="reverse_identification")).json()["access_token"]
        question = {**HELD, "sub": subject}
        answer = await browser.post("/reverse-identification", json=question, headers={"Authorization": f"Bearer {token}"})
        town.clock.advance(minutes=5)
        late = await browser.post("/reverse-identification", json=question, headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()) == (200, {"match": True})
    assert late.status_code == 401
    assert 'error="invalid_token"' in late.headers["WWW-Authenticate"]


async def test_a_token_for_one_machine_opens_no_other_and_a_person_s_opens_none(town: Town) -> None:
    council = await office(town)
    async with town.browser() as browser:
        person = await town.tokens(browser, council)
        question = {**HELD, "sub": claims_of(person["id_token"])["sub"]}
        other = (await machine_token(browser, council, scope="introspection")).json()["access_token"]
        answers = [
            await browser.post("/reverse-identification", json=question, headers={"Authorization": f"Bearer {token}"})
            for token in (other, person["access_token"], person["id_token"])
        ]
    assert [answer.status_code for answer in answers] == [403, 401, 401]
    assert not town.gate.compared


async def test_a_service_that_only_asks_for_itself_needs_no_address_and_gets_no_codes(town: Town) -> None:
    machine = await town.service(grant_types=["client_credentials"], redirect_uris=[])
    named = await town.service(grant_types=["client_credentials"])
    async with town.browser() as browser:
        assert (await machine_token(browser, machine)).status_code == 200
        refused = await browser.get("/authorize", params=named.question())
    assert answer_of(refused)["error"] == "unauthorized_client"
    assert machine.registered.party.sector == machine.client_id


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"grant_types": ["client_credentials"], "token_endpoint_auth_method": "none"}, "prove itself"),
        ({"grant_types": ["refresh_token"]}, "refresh_token needs"),
        ({"grant_types": []}, "may hold"),
        ({"grant_types": ["client_credentials"], "response_types": ["code"]}, "response_types"),
        ({"grant_types": ["urn:ietf:params:oauth:grant-type:token-exchange"]}, "operator"),
    ],
    ids=str,
)
async def test_grants_that_do_not_fit_together_are_not_registered(town: Town, changes: dict[str, object], said: str) -> None:
    document = {"client_name": "x", "redirect_uris": ["https://x.example.test/cb"], **changes}
    fault = await register_relying_party(town.world, document, registrar=Registrar.DYNAMIC, actor="test")
    assert isinstance(fault, MetadataFault)
    assert said in fault.description
