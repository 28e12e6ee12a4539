"""JSON that is well-formed and yet nothing that a program expects: a clear answer, never a stumble (`security.md` 2)."""

from typing import Any
from urllib.parse import urlencode

import pytest

from tests.broker.proofs import Prover
from tests.broker.town import Town
from ugyfelkapu.broker.actions.register_relying_party import register_relying_party
from ugyfelkapu.broker.domain.metadata import MetadataFault
from ugyfelkapu.broker.domain.registering.registration import Registrar

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
