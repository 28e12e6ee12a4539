"""What a service that speaks OpenID Connect registers at the provider (RFC 7591 section 2)."""

from ugyfelkapu.demo.services.configuration import BACK_CHANNEL_LOGOUT
from ugyfelkapu.demo.services.kind import TAX_MANNER, ServiceKind
from ugyfelkapu.demo.services.wording import CATALOGUES
from ugyfelkapu.foundation.page import Language


def metadata(public_url: str) -> dict[str, object]:
    """The registration document of the tax account.

    `legal_basis` is there since the law lets the body learn identity data: an operator registers such a service.
    """
    kind, manner = ServiceKind.TAX_ACCOUNT, TAX_MANNER
    return {
        **_in_each_language("client_name", f"demo_service.name_{kind}"),
        **_in_each_language("organisation_name", f"demo_service.body_{kind}"),
        "client_uri": f"{public_url}/",
        "redirect_uris": [f"{public_url}/callback"],
        "post_logout_redirect_uris": [f"{public_url}/signed-out"],
        "backchannel_logout_uri": f"{public_url}{BACK_CHANNEL_LOGOUT}",
        "backchannel_logout_session_required": True,
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
        "subject_type": "pairwise",
        "scope": manner.scope,
        "token_endpoint_auth_method": "client_secret_basic",
        "id_token_signed_response_alg": manner.id_token_algorithm,
        "legal_basis": manner.legal_basis,
    }


def _in_each_language(field: str, key: str) -> dict[str, str]:
    """A name with language tags, the plain one in Hungarian (RFC 7591 section 2.2)."""
    tagged = {f"{field}#{language}": CATALOGUES[language].text(key) for language in Language}
    return {field: CATALOGUES[Language.HU].text(key)} | tagged
