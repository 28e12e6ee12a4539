"""The two services of the town, and which protocol each speaks."""

from dataclasses import dataclass
from enum import StrEnum


class ServiceKind(StrEnum):
    """Which service a process is."""

    TAX_ACCOUNT = "tax_account"
    LOCAL_COUNCIL = "local_council"


class ServiceProtocol(StrEnum):
    """How a service signs people in; spelled as `demo.json` has it."""

    OPENID_CONNECT = "openid-connect"
    SAML = "saml"


PROTOCOLS = {ServiceKind.TAX_ACCOUNT: ServiceProtocol.OPENID_CONNECT, ServiceKind.LOCAL_COUNCIL: ServiceProtocol.SAML}


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """What a service that speaks OpenID Connect asks for; it proves itself with a secret."""

    scope: str
    id_token_algorithm: str
    legal_basis: str
    """The act that lets the body learn identity data (`domain.md R14`)."""


TAX_MANNER = Manner(
    scope="openid profile email identity representation",
    id_token_algorithm="RS256",
    legal_basis="2017. évi CLI. törvény (Air.)",
)
