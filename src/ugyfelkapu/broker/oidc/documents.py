"""The two documents that are bytes before anybody asks: discovery and the key set."""

from collections.abc import Mapping

import msgspec

from ugyfelkapu.broker.domain.assurance import ACR_VALUES
from ugyfelkapu.broker.domain.authorization import Prompt
from ugyfelkapu.broker.domain.release import IdentityField
from ugyfelkapu.broker.domain.relying_party import (
    BY_CERTIFICATE,
    ClientAuthentication,
    ContentEncryption,
    KeyManagement,
    Scope,
    TokenAlgorithm,
)
from ugyfelkapu.broker.oidc import paths
from ugyfelkapu.broker.oidc.jose import VERIFIED
from ugyfelkapu.broker.oidc.offered_grants import offered_grants
from ugyfelkapu.broker.oidc.offered_requests import offered_requests
from ugyfelkapu.broker.ports import KeyRing

_PERSON_CLAIMS = ("sub", "name", "given_name", "family_name", "email", "email_verified")
_TOKEN_CLAIMS = ("iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "at_hash", "sid", "acting_for")

_ALIASED = (
    *("token_endpoint", "userinfo_endpoint", "pushed_authorization_request_endpoint"),
    *("introspection_endpoint", "revocation_endpoint", "device_authorization_endpoint", "reverse_identification_endpoint"),
)


def discovery_document(issuer: str, *, mtls_url: str | None = None) -> bytes:
    """What the broker can do (Discovery section 3, RFC 8414 section 2); `mtls_url`: where services show certificates."""
    metadata: Mapping[str, object] = {
        **_endpoints(issuer),
        **_token_forms(),
        "scopes_supported": list(Scope),
        "response_types_supported": ["code"],
        "acr_values_supported": ACR_VALUES,
        "subject_types_supported": ["pairwise"],
        "token_endpoint_auth_methods_supported": [method for method in ClientAuthentication if method not in BY_CERTIFICATE],
        "token_endpoint_auth_signing_alg_values_supported": VERIFIED,
        "dpop_signing_alg_values_supported": VERIFIED,
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": list(Prompt),
        "claim_types_supported": ["normal"],
        "claims_supported": [*_PERSON_CLAIMS, *IdentityField, *_TOKEN_CLAIMS],
        "claims_parameter_supported": True,
        **offered_requests(issuer),
        **offered_grants(issuer),
        **{f"{channel}channel_logout_supported": True for channel in ("back", "front")},
        **{f"{channel}channel_logout_session_supported": True for channel in ("back", "front")},
        "ui_locales_supported": ["hu", "en", "de"],
        "service_documentation": f"{issuer}/services",
    }
    return msgspec.json.encode({**metadata, **_by_certificate(metadata, issuer, mtls_url)})


def _endpoints(issuer: str) -> dict[str, object]:
    return {
        "issuer": issuer,
        "authorization_endpoint": issuer + paths.AUTHORIZE,
        "token_endpoint": issuer + paths.TOKEN,
        "userinfo_endpoint": issuer + paths.USERINFO,
        "jwks_uri": issuer + paths.JWKS,
        "registration_endpoint": issuer + paths.REGISTER,
        "end_session_endpoint": issuer + paths.END_SESSION,
        "issued_endpoint": issuer + paths.ISSUED,  # our own: decision 0039
        "reverse_identification_endpoint": issuer + paths.REVERSE_IDENTIFICATION,  # our own: `docs/protocols.md`
    }


def _token_forms() -> dict[str, object]:
    """How what a service is told may be signed and encrypted."""
    return {
        "id_token_signing_alg_values_supported": list(TokenAlgorithm),
        "id_token_encryption_alg_values_supported": list(KeyManagement),
        "id_token_encryption_enc_values_supported": list(ContentEncryption),
        "userinfo_signing_alg_values_supported": list(TokenAlgorithm),
        "userinfo_encryption_alg_values_supported": list(KeyManagement),
        "userinfo_encryption_enc_values_supported": list(ContentEncryption),
        "introspection_signing_alg_values_supported": list(TokenAlgorithm),  # RFC 9701 section 7
        "introspection_encryption_alg_values_supported": list(KeyManagement),
        "introspection_encryption_enc_values_supported": list(ContentEncryption),
    }


def _by_certificate(metadata: Mapping[str, object], issuer: str, mtls_url: str | None) -> dict[str, object]:
    """What holds only where services can show certificates (RFC 8705 sections 3.3 and 5)."""
    if mtls_url is None:
        return {}
    there = {name: value.replace(issuer, mtls_url, 1) for name in _ALIASED if isinstance(value := metadata.get(name), str)}
    methods = {name: value for name, value in metadata.items() if name.endswith("_auth_methods_supported")}
    return {
        **{name: [*value, *BY_CERTIFICATE] for name, value in methods.items() if isinstance(value, list)},
        "tls_client_certificate_bound_access_tokens": True,
        "mtls_endpoint_aliases": there,
    }


class KeySetDocument:
    """The key set as bytes, made anew only when the keys change (RFC 7517 section 5)."""

    def __init__(self, keys: KeyRing) -> None:
        """Nothing is read before the first answer."""
        self._keys = keys
        self._published: tuple[dict[str, str], ...] = ()
        self._document = b""

    def current(self) -> bytes:
        """The document as it stands."""
        published = self._keys.published()
        if published is not self._published:
            self._published, self._document = published, msgspec.json.encode({"keys": published})
        return self._document
