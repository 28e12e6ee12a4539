"""Services that register themselves, and what a registration may not say (RFC 7591)."""

from datetime import timedelta

import httpx
import pytest
from joserfc.jwk import ECKey

from tests.broker.service_certificates import behind_a_proxy
from tests.broker.town import Town
from ugyfelkapu.broker.actions.register_relying_party import Registered, issue_registration_token, register_relying_party
from ugyfelkapu.broker.domain.registering.registration import Registrar

GOOD = {
    "client_name": "Tax account",
    "client_name#hu": "Adószámla",
    "redirect_uris": ["https://tax.example.test/cb"],
    "post_logout_redirect_uris": ["https://tax.example.test/out"],
    "software_version": "unknown metadata are passed over",
}


async def register(town: Town, document: object, *, token: str | None = None) -> httpx.Response:
    token = token or await issue_registration_token(town.world, purpose="tests", lifetime=timedelta(days=1))
    async with town.browser() as browser:
        return await browser.post("/register", json=document, headers={"Authorization": f"Bearer {token}"})


async def test_a_service_registers_and_is_told_what_was_kept(town: Town) -> None:
    answer = await register(town, GOOD)
    kept = answer.json()
    assert answer.status_code == 201
    assert kept["client_name#hu"] == "Adószámla"
    assert kept["client_name#de"] == "Tax account"
    assert kept["token_endpoint_auth_method"] == "client_secret_basic"
    assert kept["subject_type"] == "pairwise"
    assert kept["client_secret"].startswith("cs_")
    assert kept["client_secret_expires_at"] == 0
    assert kept["scope"] == "openid profile email"
    assert "software_version" not in kept


async def test_only_a_good_initial_access_token_registers(town: Town) -> None:
    token = await issue_registration_token(town.world, purpose="tests", lifetime=timedelta(minutes=1))
    assert (await register(town, GOOD, token="rt_" + "a" * 43)).status_code == 401
    assert (await register(town, GOOD, token=token)).status_code == 201
    town.clock.advance(minutes=1)
    late = await register(town, GOOD, token=token)
    assert late.status_code == 401
    assert "invalid_token" in late.headers["WWW-Authenticate"]


EC_KEY = ECKey.generate_key("P-256").as_dict(private=False)
PRIVATE = ECKey.generate_key("P-256").as_dict(private=True)
WEAK = {"kty": "RSA", "n": "_" * 171, "e": "AQAB"}  # 1024 bits
SIGNS: dict[str, object] = {"token_endpoint_auth_method": "private_key_jwt"}

REFUSED: list[tuple[dict[str, object], str, str]] = [
    ({"redirect_uris": []}, "invalid_redirect_uri", "at least one"),
    ({"redirect_uris": "https://tax.example.test/cb"}, "invalid_client_metadata", "array"),
    ({"redirect_uris": ["http://tax.example.test/cb"]}, "invalid_redirect_uri", "https"),
    ({"redirect_uris": ["https://tax.example.test/cb#f"]}, "invalid_redirect_uri", "fragment"),
    ({"redirect_uris": ["https://u:p@tax.example.test/cb"]}, "invalid_redirect_uri", "user name"),
    ({"redirect_uris": ["https://*.example.test/cb"]}, "invalid_redirect_uri", "wildcard"),
    ({"redirect_uris": ["https://tax.example.test/ő"]}, "invalid_redirect_uri", "address 1"),
    ({"redirect_uris": ["javascript:alert(1)"]}, "invalid_redirect_uri", "address 1"),
    ({"redirect_uris": ["https://[::1"]}, "invalid_redirect_uri", "address 1"),
    ({"redirect_uris": ["http://127.0.0.1/cb"]}, "invalid_redirect_uri", "address 1"),
    ({"redirect_uris": ["https://a.test/cb", "https://b.test/cb"]}, "invalid_client_metadata", "one host"),
    ({"post_logout_redirect_uris": ["http://x.test/"]}, "invalid_client_metadata", "post_logout_redirect_uris"),
    ({"token_endpoint_auth_method": "client_secret_post"}, "invalid_client_metadata", "client_secret_basic"),
    ({"grant_types": ["implicit"]}, "invalid_client_metadata", "grant_types"),
    ({"response_types": ["token"]}, "invalid_client_metadata", "response_types"),
    ({"subject_type": "public"}, "invalid_client_metadata", "pairwise"),
    ({"id_token_signed_response_alg": "none"}, "invalid_client_metadata", "ES256"),
    ({"jwks_uri": "http://tax.example.test/jwks"}, "invalid_client_metadata", "jwks_uri"),
    ({"jwks_uri": "https://10.0.0.1/jwks"}, "invalid_client_metadata", "jwks_uri"),
    (
        {"jwks_uri": "https://tax.example.test/jwks", "jwks": {"keys": [EC_KEY]}},
        "invalid_client_metadata",
        "jwks and jwks_uri",
    ),
    ({"token_endpoint_auth_method": "tls_client_auth"}, "invalid_client_metadata", "exactly one"),
    (
        {
            "token_endpoint_auth_method": "tls_client_auth",
            "tls_client_auth_san_dns": "a.example",
            "tls_client_auth_san_uri": "urn:a",
        },
        "invalid_client_metadata",
        "exactly one",
    ),
    (
        {"token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_san_ip": "a.example"},
        "invalid_client_metadata",
        "tls_client_auth_san_ip",
    ),
    (
        {"token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": "adoszamla"},
        "invalid_client_metadata",
        "tls_client_auth_subject_dn",
    ),
    ({"tls_client_auth_san_dns": "a.example"}, "invalid_client_metadata", "tls_client_auth_san_dns"),
    ({"token_endpoint_auth_method": "self_signed_tls_client_auth"}, "invalid_client_metadata", "jwks"),
    ({"token_endpoint_auth_signing_alg": "HS256"}, "invalid_client_metadata", "token_endpoint_auth_signing_alg"),
    ({"dpop_bound_access_tokens": "yes"}, "invalid_client_metadata", "dpop_bound_access_tokens"),
    (
        {"dpop_bound_access_tokens": True, "tls_client_certificate_bound_access_tokens": True},
        "invalid_client_metadata",
        "not by both",
    ),
    ({"sector_identifier_uri": "https://tax.example.test/s"}, "invalid_client_metadata", "could not be fetched"),
    ({"sector_identifier_uri": 7}, "invalid_client_metadata", "must be an address"),
    ({"userinfo_signed_response_alg": "HS256"}, "invalid_client_metadata", "userinfo_signed_response_alg"),
    ({"id_token_encrypted_response_alg": "RSA1_5"}, "invalid_client_metadata", "RSA-OAEP-256"),
    ({"id_token_encrypted_response_alg": "ECDH-ES"}, "invalid_client_metadata", "a key for ECDH-ES"),
    ({"id_token_encrypted_response_enc": "A256GCM"}, "invalid_client_metadata", "id_token_encrypted_response_alg"),
    (
        {"userinfo_encrypted_response_alg": "ECDH-ES", "jwks": {"keys": [EC_KEY]}},
        "invalid_client_metadata",
        "userinfo_signed_response_alg",
    ),
    (
        {"client_profile": "fapi2", **SIGNS, "jwks": {"keys": [EC_KEY]}, "id_token_signed_response_alg": "RS256"},
        "invalid_client_metadata",
        "PS256",
    ),
    ({"legal_basis": "anything"}, "invalid_client_metadata", "operator"),
    ({"scope": "openid identity"}, "invalid_client_metadata", "legal basis"),
    ({"scope": "profile"}, "invalid_client_metadata", "openid"),
    ({"client_name": 7}, "invalid_client_metadata", "client_name"),
    ({"client_name": "n" * 201}, "invalid_client_metadata", "client_name"),
    ({"client_name": "a\u202eb"}, "invalid_client_metadata", "client_name"),
    ({"default_max_age": -1}, "invalid_client_metadata", "default_max_age"),
    ({"default_max_age": True}, "invalid_client_metadata", "default_max_age"),
    (SIGNS, "invalid_client_metadata", "jwks"),
    ({**SIGNS, "jwks": {"keys": []}}, "invalid_client_metadata", "1 to 10"),
    ({**SIGNS, "jwks": {"keys": [PRIVATE]}}, "invalid_client_metadata", "private"),
    ({**SIGNS, "jwks": {"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}}, "invalid_client_metadata", "private or symmetric"),
    (
        {**SIGNS, "jwks": {"keys": [WEAK]}},
        "invalid_client_metadata",
        "2048",
    ),
    ({**SIGNS, "jwks": {"keys": [{**EC_KEY, "x": "!"}]}}, "invalid_client_metadata", "key 1"),
    ({**SIGNS, "jwks": {"keys": [{**EC_KEY, "y": EC_KEY["x"]}]}}, "invalid_client_metadata", "key 1"),
    ({**SIGNS, "jwks": {"keys": [{**EC_KEY, "use": "enc"}]}}, "invalid_client_metadata", "a key for signatures"),
    ({**SIGNS, "jwks": {"keys": [{**EC_KEY, "use": "both"}]}}, "invalid_client_metadata", "use"),
    ({**SIGNS, "jwks": {"keys": [{**EC_KEY, "key_ops": ["verify", "deriveKey"]}]}}, "invalid_client_metadata", "key_ops"),
    ({**SIGNS, "jwks": {"keys": [{**EC_KEY, "kid": "one"}] * 2}}, "invalid_client_metadata", "one kid"),
    ({**SIGNS, "jwks": {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}]}}, "invalid_client_metadata", "Ed25519"),
]


@pytest.mark.parametrize(("changes", "code", "said"), REFUSED, ids=lambda value: str(value)[:50])
async def test_a_refusal_names_the_field_and_the_reason(town: Town, changes: dict[str, object], code: str, said: str) -> None:
    answer = await register(town, {**GOOD, **changes})
    assert (answer.status_code, answer.json()["error"]) == (400, code)
    assert said in answer.json()["error_description"]


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{", b"\xff", b"[" * 50_000, b'{"a":' * 20_000, b"x" * 70_000], ids=lambda value: repr(value[:8])
)
async def test_content_that_is_no_document_is_refused_as_json(town: Town, content: bytes) -> None:
    token = await issue_registration_token(town.world, purpose="tests", lifetime=timedelta(days=1))
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    async with town.browser() as browser:
        answer = await browser.post("/register", content=content, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["error"] in {"invalid_client_metadata", "invalid_request"}


async def test_the_operator_records_a_legal_basis(town: Town) -> None:
    document = {**GOOD, "legal_basis": "Mötv. 8. § (1)"}
    registered = await register_relying_party(town.world, document, registrar=Registrar.OPERATOR, actor="operator")
    assert isinstance(registered, Registered)
    assert "identity" in registered.party.scopes


async def test_two_services_of_one_host_know_a_person_by_one_code_and_other_hosts_by_another(town: Town) -> None:
    first = await town.service(redirect_uris=["https://tax.example.test/a"])
    second = await town.service(redirect_uris=["https://tax.example.test/b"])
    third = await town.service(redirect_uris=["https://council.example.test/a"])
    subjects = []
    async with town.browser() as browser:
        for service in (first, second, third):
            access_token = (await town.tokens(browser, service))["access_token"]
            subjects.append((await town.userinfo(browser, access_token)).json()["sub"])
    assert subjects[0] == subjects[1] != subjects[2]


@pytest.mark.parametrize(
    "addresses",
    [["tax.example.test:/cb"], ["https://tax.example.test/app", "tax.example.test:/cb"]],
    ids=["scheme", "scheme beside the host"],
)
async def test_an_app_never_passes_for_the_body_whose_host_its_scheme_spells(town: Town, addresses: list[str]) -> None:
    tax = await town.service()
    document = {"redirect_uris": addresses, "application_type": "native", "token_endpoint_auth_method": "none"}
    app = await register_relying_party(town.world, document, registrar=Registrar.DYNAMIC, actor="tests")
    assert not isinstance(app, Registered) or app.party.sector != tax.registered.party.sector


async def test_two_apps_that_claim_one_scheme_know_a_person_by_two_codes(town: Town) -> None:
    document = {"redirect_uris": ["test.example.app:/cb"], "application_type": "native", "token_endpoint_auth_method": "none"}
    first = await register_relying_party(town.world, document, registrar=Registrar.DYNAMIC, actor="tests")
    second = await register_relying_party(town.world, document, registrar=Registrar.DYNAMIC, actor="tests")
    assert isinstance(first, Registered)
    assert isinstance(second, Registered)
    assert first.party.sector != second.party.sector


PROOFS: list[dict[str, object]] = [
    {"token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": "CN=tax,C=HU"},
    {"token_endpoint_auth_method": "self_signed_tls_client_auth", "jwks_uri": "https://tax.example.test/jwks"},
    {
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks_uri": "https://tax.example.test/jwks",
        "token_endpoint_auth_signing_alg": "PS256",
    },
    {"dpop_bound_access_tokens": True},
    {"tls_client_certificate_bound_access_tokens": True},
]


@pytest.mark.parametrize("proof", PROOFS, ids=lambda value: str(list(value)[-1]))
async def test_how_a_service_proves_itself_is_kept_and_told(town: Town, proof: dict[str, object]) -> None:
    behind_a_proxy(town)
    answer = await register(town, {**GOOD, **proof})
    assert answer.status_code == 201, answer.text
    assert proof.items() <= answer.json().items()


@pytest.mark.parametrize("proof", [PROOFS[0], PROOFS[1], PROOFS[4]], ids=lambda value: str(list(value)[-1]))
async def test_nobody_registers_a_certificate_where_none_are_taken(town: Town, proof: dict[str, object]) -> None:
    answer = await register(town, {**GOOD, **proof})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client_metadata")
    assert "certificates" in answer.json()["error_description"]
