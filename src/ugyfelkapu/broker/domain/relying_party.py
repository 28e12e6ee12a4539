"""A service as the broker knows it: who runs it, where answers go, how it proves itself (RFC 7591 section 2)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

ClientId = NewType("ClientId", str)
"""The service's public name in the protocol (RFC 6749 section 2.2)."""

Sector = NewType("Sector", str)
"""The body a pseudonym is made for: the host of its redirect URIs (OpenID Connect Core section 8.1)."""


class ClientAuthentication(StrEnum):
    """How a service proves itself at the token endpoint (OpenID Connect Core section 9)."""

    SECRET_BASIC = "client_secret_basic"  # noqa: S105 - the name of a method, no secret
    PRIVATE_KEY_JWT = "private_key_jwt"
    NONE = "none"


class TokenAlgorithm(StrEnum):
    """With what an ID token is signed (RFC 7518 section 3.1)."""

    ES256 = "ES256"
    RS256 = "RS256"


class ApplicationType(StrEnum):
    """Where the service runs (OpenID Connect Registration section 2)."""

    WEB = "web"
    NATIVE = "native"


class Scope(StrEnum):
    """What a service may ask for."""

    OPENID = "openid"
    PROFILE = "profile"
    EMAIL = "email"
    IDENTITY = "identity"
    REPRESENTATION = "representation"
    """On whose behalf the person acts; needs the person's choice at each sign-on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A name in the three languages of the pages."""

    hu: str
    en: str
    de: str

    def in_language(self, language: str) -> str:
        """The name for a page in `language`; Hungarian where the language is another."""
        return {"en": self.en, "de": self.de}.get(language, self.hu)


@dataclass(frozen=True, slots=True, kw_only=True)
class RelyingParty:
    """A registered service; everything but its secret."""

    client_id: ClientId
    name: Wording
    organisation: Wording
    sector: Sector
    application_type: ApplicationType
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...]
    client_uri: str | None
    authentication: ClientAuthentication
    id_token_algorithm: TokenAlgorithm
    jwks: str
    """The service's public keys as a JWK Set document; empty unless it signs assertions."""
    scopes: tuple[Scope, ...]
    """What it may ask for; `identity` only with a legal basis."""
    legal_basis: str | None
    """The act that lets the body ask for identity data (`domain.md R14`)."""
    default_max_age_seconds: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Nameplate:
    """A service as a page shows it."""

    name: str
    organisation: str
    url: str | None


def nameplate(party: RelyingParty, language: str) -> Nameplate:
    """Who asks, in the language of the page."""
    return Nameplate(
        name=party.name.in_language(language),
        organisation=party.organisation.in_language(language),
        url=party.client_uri,
    )
