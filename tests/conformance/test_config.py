"""Plan `oidcc-config-certification-test-plan`: the discovery document by itself."""

import pytest

from tests.broker.town import ISSUER, Town

LISTS = {
    "response_types_supported": "code",
    "response_modes_supported": "form_post",
    "grant_types_supported": "authorization_code",
    "subject_types_supported": "pairwise",
    "id_token_signing_alg_values_supported": "RS256",  # Core section 15.1
    "userinfo_signing_alg_values_supported": "RS256",
    "request_object_signing_alg_values_supported": "RS256",
    "token_endpoint_auth_methods_supported": "client_secret_basic",
    "token_endpoint_auth_signing_alg_values_supported": "ES256",
    "introspection_signing_alg_values_supported": "ES256",
    "dpop_signing_alg_values_supported": "ES256",
    "scopes_supported": "openid",
    "claims_supported": "sub",
    "claim_types_supported": "normal",
    "acr_values_supported": None,
    "prompt_values_supported": "none",
    "ui_locales_supported": "hu",
    "code_challenge_methods_supported": "S256",
}


async def document(town: Town, path: str = "/.well-known/openid-configuration") -> dict[str, object]:
    async with town.browser() as browser:
        answer = await browser.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].partition(";")[0] == "application/json"
    told: dict[str, object] = answer.json()
    return told


async def test_oidcc_discovery_endpoint_verification(town: Town) -> None:
    told = await document(town)
    assert told["issuer"] == ISSUER
    assert {"authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "registration_endpoint"} <= told.keys()
    addresses = [value for name, value in told.items() if name.endswith(("_endpoint", "_uri", "_documentation"))]
    assert all(str(address).startswith(f"{ISSUER}/") for address in addresses)
    flags = [value for name, value in told.items() if name.endswith(("_parameter_supported", "_logout_supported"))]
    assert flags
    assert all(flag is True for flag in flags)


@pytest.mark.parametrize("member", LISTS)
async def test_each_list_is_of_words_without_doubles_and_holds_what_a_plan_looks_for(town: Town, member: str) -> None:
    words = (await document(town))[member]
    assert isinstance(words, list)
    assert all(isinstance(word, str) for word in words)
    assert len(words) == len(set(words)) > 0
    assert LISTS[member] in (None, *words)


async def test_no_signature_and_no_shared_secret_is_offered_anywhere(town: Town) -> None:
    offered = [value for name, value in (await document(town)).items() if "_alg_values_" in name and isinstance(value, list)]
    assert not [word for words in offered for word in words if word == "none" or str(word).startswith("HS")]


async def test_the_key_set_holds_public_keys_each_with_a_name_of_its_own(town: Town) -> None:
    keys = (await document(town, "/jwks"))["keys"]
    assert isinstance(keys, list)
    assert len({key["kid"] for key in keys}) == len(keys)
    assert {key["use"] for key in keys} == {"sig"}
    assert not [key for key in keys if {"d", "p", "q", "dp", "dq", "qi", "k"} & key.keys()]
    assert {key["kty"] for key in keys} == {"EC", "RSA", "OKP"}
