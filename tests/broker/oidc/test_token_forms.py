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


def published_keys(town: Town, *keys: ECKey | RSAKey) -> str:
    """Where a service publishes its keys."""
    url = "https://tax.example.test/keys"
    town.outside.put(url, json.encode({"keys": [key.as_dict(private=False) for key in keys]}))
    return url


async def test_a_token_is_encrypted_to_a_key_the_service_publishes(town: Town) -> None:
    wishes = {"id_token_encrypted_response_alg": "ECDH-ES", "userinfo_signed_response_alg": "ES256"}
    wishes |= {"userinfo_encrypted_response_alg": "RSA-OAEP-256"}
    tax = await town.service(jwks_uri=published_keys(town, SIGNING, EC, RSA), **wishes)
    async with town.browser() as browser:
        tokens = await town.tokens(browser, tax)
        answer = await town.userinfo(browser, tokens["access_token"])
    assert decrypt_compact(tokens["id_token"], EC, algorithms=["ECDH-ES", "A128CBC-HS256"]).plaintext
    assert decrypt_compact(answer.text, RSA, algorithms=["RSA-OAEP-256", "A128CBC-HS256"]).plaintext


async def test_where_no_key_can_be_had_the_code_stays_good(town: Town) -> None:
    tax = await town.service(jwks_uri=published_keys(town, SIGNING), id_token_encrypted_response_alg="ECDH-ES")
    async with town.browser() as browser:
        code = await town.code(browser, tax.question())
        refused = await browser.post("/token", data=tax.redemption(code), headers=tax.basic())
        assert (refused.status_code, refused.json()["error"]) == (503, "temporarily_unavailable")
        assert "ECDH-ES" in refused.json()["error_description"]
        published_keys(town, EC)
        answer = await browser.post("/token", data=tax.redemption(code), headers=tax.basic())
    assert answer.status_code == 200, answer.text


SIGNED = {"Accept": "application/token-introspection+jwt"}


async def test_an_introspection_comes_signed_where_the_service_asks_for_that(town: Town) -> None:
    tax = await town.service(introspection_signed_response_alg="PS256")
    async with town.browser() as browser:
        token = (await town.tokens(browser, tax))["access_token"]
        plain = await browser.post("/introspect", data={"token": token}, headers=tax.basic())
        answer = await browser.post("/introspect", data={"token": token}, headers=tax.basic() | SIGNED)
        nothing = await browser.post("/introspect", data={"token": "x"}, headers=tax.basic() | SIGNED)
    assert answer.headers["Content-Type"] == "application/token-introspection+jwt"
    told = believed(town, answer.text, "PS256")
    assert set(told) == {"iss", "aud", "iat", "token_introspection"}, (
        "an access token would have sub and exp (RFC 9701 section 8.1)"
    )
    assert (told["iss"], told["aud"], told["token_introspection"]) == (town.world.issuer, tax.client_id, plain.json())
    assert believed(town, nothing.text, "PS256")["token_introspection"] == {"active": False}


async def test_a_signed_introspection_is_no_other_token(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        token = (await town.tokens(browser, tax))["access_token"]
        answer = await browser.post("/introspect", data={"token": token}, headers=tax.basic() | SIGNED)
        assert (await town.userinfo(browser, answer.text)).status_code == 401
        again = await browser.post("/introspect", data={"token": answer.text}, headers=tax.basic())
    assert again.json() == {"active": False}


async def test_an_introspection_comes_encrypted(town: Town) -> None:
    tax = await town.service(jwks=JWKS, introspection_encrypted_response_alg="ECDH-ES")
    async with town.browser() as browser:
        token = (await town.tokens(browser, tax))["access_token"]
        answer = await browser.post("/introspect", data={"token": token}, headers=tax.basic() | SIGNED)
    opened = decrypt_compact(answer.text, EC, algorithms=["ECDH-ES", "A128CBC-HS256"])
    assert opened.plaintext is not None
    assert believed(town, opened.plaintext.decode(), "ES256")["aud"] == tax.client_id
