"""What a service registers at the provider (RFC 7591 section 2)."""

from collections.abc import Mapping

from ugyfelkapu.demo.services.kind import ClientAuthentication, ServiceKind, manner_of
from ugyfelkapu.demo.services.wording import CATALOGUES
from ugyfelkapu.foundation.page import Language


def metadata(kind: ServiceKind, public_url: str, jwks: Mapping[str, object] | None) -> dict[str, object]:
    """The registration document; `jwks` holds the public keys of a service that proves itself with a key.

    `legal_basis` is there only where the law lets the body learn identity data: an operator registers such a service.
    """
    manner = manner_of(kind)
    document: dict[str, object] = {
        **_in_each_language("client_name", f"demo_service.name_{kind}"),
        **_in_each_language("organisation_name", f"demo_service.body_{kind}"),
        "client_uri": f"{public_url}/",
        "redirect_uris": [f"{public_url}/callback"],
        "post_logout_redirect_uris": [f"{public_url}/signed-out"],
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
        "subject_type": "pairwise",
        "scope": manner.scope,
        "token_endpoint_auth_method": manner.authentication.value,
        "id_token_signed_response_alg": manner.id_token_algorithm,
    }
    if manner.authentication is ClientAuthentication.KEY and jwks is not None:
        document["jwks"] = dict(jwks)
    if manner.legal_basis is not None:
        document["legal_basis"] = manner.legal_basis
    return document


def _in_each_language(field: str, key: str) -> dict[str, str]:
    """A name with language tags, the plain one in Hungarian (RFC 7591 section 2.2)."""
    tagged = {f"{field}#{language}": CATALOGUES[language].text(key) for language in Language}
    return {field: CATALOGUES[Language.HU].text(key)} | tagged
