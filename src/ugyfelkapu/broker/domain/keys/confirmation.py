"""To whom an access token is bound: the holder of a key or of a certificate (RFC 7800 section 3.1)."""

from dataclasses import dataclass
from enum import StrEnum


class ConfirmationMethod(StrEnum):
    """How the holder shows that the token is theirs; the value is the member of `cnf`."""

    DPOP = "jkt"
    """By a proof signed with the key of this thumbprint (RFC 9449 section 6)."""
    CERTIFICATE = "x5t#S256"
    """By the certificate of this thumbprint, in the TLS handshake (RFC 8705 section 3.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """The method, and the SHA-256 thumbprint of key or certificate in base64url."""

    method: ConfirmationMethod
    thumbprint: str


def cnf_of(confirmation: Confirmation | None) -> dict[str, dict[str, str]]:
    """The claim `cnf`; nothing for a bearer token."""
    return {} if confirmation is None else {"cnf": {confirmation.method: confirmation.thumbprint}}


def token_type_of(confirmation: Confirmation | None) -> str:
    """The `token_type` a client is told: only DPoP changes how the token is sent (RFC 9449 section 5, RFC 8705 section 3)."""
    return "DPoP" if confirmation is not None and confirmation.method is ConfirmationMethod.DPOP else "Bearer"
