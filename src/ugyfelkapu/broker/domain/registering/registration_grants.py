"""For what a service may get tokens, as its registration says (RFC 7591 section 2)."""

from ugyfelkapu.broker.domain.metadata import Document, MetadataFaultError, texts
from ugyfelkapu.broker.domain.relying_party import ClientAuthentication, GrantType

SUPPORTED = tuple(GrantType)
_OF_A_PERSON = (GrantType.AUTHORIZATION_CODE, GrantType.DEVICE_CODE)
_PROVEN = (GrantType.CLIENT_CREDENTIALS, GrantType.TOKEN_EXCHANGE)


def grants_of(document: Document, authentication: ClientAuthentication) -> tuple[GrantType, ...]:
    """The grants, each with what it needs beside it; `authorization_code` where none is named."""
    named = texts(document, "grant_types")
    asked = (GrantType.AUTHORIZATION_CODE,) if named is None else tuple(grant for grant in SUPPORTED if grant in named)
    if not asked or (named is not None and len(asked) < len(set(named))):
        message = f"grant_types may hold: {', '.join(SUPPORTED)}"
        raise MetadataFaultError(message)
    if GrantType.REFRESH_TOKEN in asked and not any(grant in asked for grant in _OF_A_PERSON):
        message = "grant_types: refresh_token needs a grant that brings one, such as authorization_code"
        raise MetadataFaultError(message)
    if authentication is ClientAuthentication.NONE and any(grant in asked for grant in _PROVEN):
        message = f"grant_types: {' and '.join(_PROVEN)} need a client that can prove itself"
        raise MetadataFaultError(message)
    _require_response_types(document, asked)
    return asked


def response_types_of(grants: tuple[GrantType, ...]) -> list[str]:
    """What a service with these grants may ask for at the authorization endpoint (RFC 7591 section 2.1)."""
    return ["code"] if GrantType.AUTHORIZATION_CODE in grants else []


def _require_response_types(document: Document, grants: tuple[GrantType, ...]) -> None:
    fitting = response_types_of(grants)
    if texts(document, "response_types") not in (None, tuple(fitting)):
        said = '["code"]' if fitting else "[]"
        message = f"response_types must be exactly {said} for these grant_types"
        raise MetadataFaultError(message)
