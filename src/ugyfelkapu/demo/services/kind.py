"""The two services of the town, and how each speaks OpenID Connect."""

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never


class ServiceKind(StrEnum):
    """Which service a process is."""

    TAX_ACCOUNT = "tax_account"
    LOCAL_COUNCIL = "local_council"


class ClientAuthentication(StrEnum):
    """How a service proves itself at the token endpoint (OpenID Connect Core section 9)."""

    SECRET = "client_secret_basic"
    KEY = "private_key_jwt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """What a service asks for and how it proves itself."""

    scope: str
    authentication: ClientAuthentication
    id_token_algorithm: str
    legal_basis: str | None
    """The act that lets the body learn identity data (`domain.md R14`)."""


def manner_of(kind: ServiceKind) -> Manner:
    """The manner of a service; the two differ in everything a service may choose."""
    match kind:
        case ServiceKind.TAX_ACCOUNT:
            return Manner(
                scope="openid profile email identity representation",
                authentication=ClientAuthentication.SECRET,
                id_token_algorithm="RS256",
                legal_basis="2017. évi CLI. törvény (Air.)",
            )
        case ServiceKind.LOCAL_COUNCIL:
            return Manner(
                scope="openid profile email",
                authentication=ClientAuthentication.KEY,
                id_token_algorithm="ES256",
                legal_basis=None,
            )
        case _:
            assert_never(kind)
