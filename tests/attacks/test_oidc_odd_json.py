"""JSON that is well-formed and yet nothing that a program expects: a clear answer, never a stumble (`security.md` 2)."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.broker.proofs import Prover
from tests.broker.town import Town, press
from ugyfelkapu.broker.actions.register_relying_party import register_relying_party
from ugyfelkapu.broker.actions.tell_services import Tellers, tell_services
from ugyfelkapu.broker.domain.keys.weak_keys import is_good_modulus
from ugyfelkapu.broker.domain.logout_notice import WAITS, Notice
from ugyfelkapu.broker.domain.metadata import MetadataFault
from ugyfelkapu.broker.domain.registering.registration import Registrar
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.ports import BrokerWorld

REDEMPTION = {"grant_type": "authorization_code", "code": "x", "redirect_uri": "x", "code_verifier": "v" * 43}


@pytest.mark.parametrize("use", [[], {}, [[]], 1, True, ["sig"]])
async def test_a_proof_by_a_key_of_an_odd_use(town: Town, use: object) -> None:
    app, prover = await town.service(token_endpoint_auth_method="none"), Prover(town)
    odd = {**prover.key.as_dict(private=False), "use": use}
    for path in ("/token", "/par"):
        proof = prover.proof(path, header={"jwk": odd})
        form = {**REDEMPTION, "client_id": app.client_id}
        answer = await town.browser().post(path, data=form, headers={"DPoP": proof})
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_dpop_proof")


async def test_a_registration_with_a_key_of_an_odd_use(town: Town) -> None:
    odd = {**Prover(town).key.as_dict(private=False), "use": []}
    document = {
        "redirect_uris": ["https://odd.example.test/cb"],
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks": {"keys": [odd]},
    }
    answer = await register_relying_party(town.world, document, registrar=Registrar.OPERATOR, actor="test")
    assert isinstance(answer, MetadataFault)
    assert "must be for signatures or for encryption" in answer.description


@pytest.mark.parametrize("instant", [10**400, -(10**400), 1e308])
async def test_a_proof_of_an_odd_instant(town: Town, instant: float) -> None:
    app, prover = await town.service(token_endpoint_auth_method="none"), Prover(town)
    for member in ("iat", "nbf", "exp"):
        said: dict[str, Any] = {member: instant}
        proof = prover.proof(**said)
        answer = await town.browser().post("/token", data={**REDEMPTION, "client_id": app.client_id}, headers={"DPoP": proof})
        assert answer.status_code == 400


@pytest.mark.parametrize(
    "claims",
    [
        r'{"id_token":{"sub":{"value":"\ud800"}}}',
        r'{"userinfo":{"\udfff":null}}',
        r'{"id_token":{"acr":{"values":["\ud800"]}}}',
        r'{"\udc00":{}}',
    ],
)
async def test_claims_with_what_is_no_text(town: Town, claims: str) -> None:
    app, browser = await town.service(), town.browser()
    answer = await browser.get(f"/authorize?{urlencode({**app.question(), 'claims': claims})}")
    assert answer.status_code in (302, 303)
    assert "error=invalid_request" in answer.headers["Location"]
    assert not await town.world.database.reader.all("SELECT * FROM pending_request")


@pytest.mark.parametrize("exponent", [2**65 + 1, 2**4096 + 1, 1, 4])
def test_an_rsa_key_that_nobody_can_encrypt_to_is_none(exponent: int) -> None:
    modulus = rsa.generate_private_key(65537, 4096).public_key().public_numbers().n
    assert is_good_modulus(modulus, 65537)
    assert not is_good_modulus(modulus, exponent)


async def test_a_service_that_we_stumble_over_keeps_no_other_waiting_and_is_given_up(town: Town) -> None:
    told: list[str] = []

    async def tell(world: BrokerWorld, notice: Notice, party: RelyingParty, *, now: datetime) -> str | None:
        del world, notice, now
        told.append(party.client_id)
        if party.client_id == odd.client_id:
            raise ValueError(party.client_id)
        return None

    odd, sound = [
        await town.service(
            redirect_uris=[f"https://{name}.example.test/cb"], backchannel_logout_uri=f"https://{name}.example.test/out"
        )
        for name in ("odd", "sound")
    ]
    async with town.browser() as browser:
        for service in (odd, sound):
            await town.tokens(browser, service)
        await press(browser, await browser.get("/end-session"))
    for _ in range(10):
        await tell_services(town.world, Tellers(oidc=tell, saml=tell))
        town.clock.advance(hours=5)
    rows = await town.world.database.reader.all("SELECT client_id, outcome FROM logout_notice")
    outcomes = {row.text("client_id"): row.text("outcome") for row in rows}
    assert outcomes == {odd.client_id: "given_up", sound.client_id: "confirmed"}
    assert told.count(odd.client_id) == len(WAITS) + 1
