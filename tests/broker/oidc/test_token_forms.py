"""The forms in which a service may get what it is told: signed with its algorithm, encrypted to its key."""

import pytest
from joserfc.jwe import decrypt_compact
from joserfc.jwk import ECKey, KeySet, KeySetSerialization, RSAKey
from joserfc.jws import deserialize_compact
from msgspec import json

from tests.broker.town import REDIRECT, Town, claims_of
from ugyfelkapu.broker.actions.register_relying_party import register_relying_party
from ugyfelkapu.broker.domain.metadata import MetadataFault
from ugyfelkapu.broker.domain.registering.registration import Registrar

EC = ECKey.generate_key("P-256", {"kid": "for-encryption", "use": "enc"})
RSA = RSAKey.generate_key(2048, {"kid": "unsaid"})
SIGNING = ECKey.generate_key("P-256", {"kid": "for-signatures", "use": "sig"})
JWKS = {"keys": [key.as_dict(private=False) for key in (SIGNING, EC, RSA)]}


def believed(town: Town, token: str, algorithm: str) -> dict[str, object]:
    """The claims of a token, verified by the published keys as a service's library would."""
    published: KeySetSerialization = {"keys": [dict(key) for key in town.world.keys.published()]}
    claims: dict[str, object] = json.decode(deserialize_compact(token, KeySet.import_key_set(published), [algorithm]).payload)
    return claims


@pytest.mark.parametrize("algorithm", ["ES256", "RS256", "PS256", "EdDSA"])
async def test_an_id_token_is_signed_with_the_registered_algorithm(town: Town, algorithm: str) -> None:
    tax = await town.service(id_token_signed_response_alg=algorithm)
    async with town.browser() as browser:
        tokens = await town.tokens(browser, tax)
    assert believed(town, tokens["id_token"], algorithm)["aud"] == tax.client_id


@pytest.mark.parametrize("management", ["ECDH-ES", "ECDH-ES+A256KW", "RSA-OAEP-256"])
@pytest.mark.parametrize("content", ["A256GCM", "A128CBC-HS256", None])
async def test_an_id_token_is_signed_and_then_encrypted_to_the_services_key(
    town: Town, management: str, content: str | None
) -> None:
    wishes = {"id_token_encrypted_response_alg": management, "id_token_encrypted_response_enc": content}
    tax = await town.service(jwks=JWKS, **{name: wish for name, wish in wishes.items() if wish})
    async with town.browser() as browser:
        tokens = await town.tokens(browser, tax)
    algorithms = [management, content or "A128CBC-HS256"]
    opened = decrypt_compact(tokens["id_token"], RSA if management.startswith("RSA") else EC, algorithms=algorithms)
    assert opened.headers()["cty"] == "JWT"
    assert opened.headers()["enc"] == algorithms[1]
    assert opened.headers()["kid"] == ("unsaid" if management.startswith("RSA") else "for-encryption")
    assert opened.plaintext is not None
    assert believed(town, opened.plaintext.decode(), "ES256")["nonce"] == "nonce-1"


async def test_userinfo_comes_signed_and_says_from_whom_and_for_whom(town: Town) -> None:
    tax = await town.service(userinfo_signed_response_alg="PS256")
    async with town.browser() as browser:
        tokens = await town.tokens(browser, tax)
        answer = await town.userinfo(browser, tokens["access_token"])
    assert answer.headers["Content-Type"] == "application/jwt"
    assert answer.headers["Cache-Control"] == "no-store"
    told = believed(town, answer.text, "PS256")
    assert (told["iss"], told["aud"]) == (town.world.issuer, tax.client_id)
    assert told["sub"] == claims_of(tokens["id_token"])["sub"]


async def test_userinfo_comes_encrypted(town: Town) -> None:
    wishes = {"userinfo_signed_response_alg": "ES256", "userinfo_encrypted_response_alg": "ECDH-ES"}
    tax = await town.service(jwks=JWKS, **wishes)
    async with town.browser() as browser:
        answer = await town.userinfo(browser, (await town.tokens(browser, tax))["access_token"])
    opened = decrypt_compact(answer.text, EC, algorithms=["ECDH-ES", "A128CBC-HS256"])
    assert opened.plaintext is not None
    assert believed(town, opened.plaintext.decode(), "ES256")["email_verified"] is True


async def test_a_key_for_signatures_is_never_encrypted_to(town: Town) -> None:
    document = {
        "redirect_uris": [REDIRECT],
        "jwks": {"keys": [SIGNING.as_dict(private=False)]},
        "id_token_encrypted_response_alg": "ECDH-ES",
    }
    refused = await register_relying_party(town.world, document, registrar=Registrar.OPERATOR, actor="test")
    assert isinstance(refused, MetadataFault)
    assert "id_token_encrypted_response_alg" in refused.description
