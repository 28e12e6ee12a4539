"""A SAML service as its metadata describes it, and what the operator decided of it (SAML 2.0 Metadata section 2.4.4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

EntityId = NewType("EntityId", str)
"""The service's public name in the protocol: a URI of at most 1024 characters (SAML 2.0 Core section 8.3.6)."""


EXPIRED = "the metadata have expired"
"""Why a service is not listened to, nor told anything."""

USUAL_REFRESH = timedelta(hours=6)
"""How often metadata are fetched again that wish nothing."""


class Binding(StrEnum):
    """How messages travel (SAML 2.0 Bindings section 3)."""

    REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
    POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
    ARTIFACT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact"
    SOAP = "urn:oasis:names:tc:SAML:2.0:bindings:SOAP"


class NameIdFormat(StrEnum):
    """By what a service knows a person (SAML 2.0 Core section 8.3)."""

    PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
    """The connection code (`domain.md R14`)."""
    TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
    """Another one for each session."""
    EMAIL = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
    """Only where the e-mail address is released."""


class SamlProfile(StrEnum):
    """Which deployment rules a service keeps to; they stand in one table (`domain/saml_profile.py`)."""

    SAML2INT = "saml2int"
    """SAML V2.0 Deployment Profile for Federation Interoperability; the default."""
    EGOV2 = "egov2"
    """Kantara eGovernment Implementation Profile 2.0."""
    EIDAS = "eidas"
    """A connector of the eIDAS network."""


class SpType(StrEnum):
    """Of which sector a connector asks (eIDAS SAML Message Format section 2.3.1)."""

    PUBLIC = "public"
    PRIVATE = "private"


class SamlSignature(StrEnum):
    """With what our messages to a service are signed (RFC 9231 sections 2.3.2 and 2.3.6)."""

    RSA_SHA256 = "RS256"
    ECDSA_SHA256 = "ES256"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssertionConsumer:
    """Where answers go (Metadata section 2.4.4, `AssertionConsumerService`)."""

    index: int
    binding: Binding
    """`POST` or `ARTIFACT`."""
    url: str
    is_default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoutPoint:
    """Where the service is told of, or asks for, the end of a session (Metadata section 2.4.2, `SingleLogoutService`)."""

    binding: Binding
    """`REDIRECT`, `POST` or `SOAP`."""
    url: str
    response_url: str
    """Where answers go; the same where the metadata names no other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeSet:
    """What the service asks for under one index (Metadata section 2.4.4.1, `AttributeConsumingService`)."""

    index: int
    is_default: bool
    names: tuple[str, ...]
    """Attribute names as in the metadata, those we know and those we do not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataSource:
    """From where the metadata are refreshed, and who must have signed them."""

    url: str
    signing_certificate: str
    """Base64 of the DER certificate that the operator pinned."""
    refreshed_every: timedelta = USUAL_REFRESH
    """As the metadata wish by `cacheDuration`, within bounds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlTerms:
    """All that a SAML service is beyond its names: places, keys, wishes."""

    entity_id: EntityId
    consumers: tuple[AssertionConsumer, ...]
    logout: tuple[LogoutPoint, ...] = ()
    attribute_sets: tuple[AttributeSet, ...] = ()
    name_id_formats: tuple[NameIdFormat, ...] = ()
    """In the order of the metadata; empty: persistent."""
    signing_certificates: tuple[str, ...] = ()
    """Base64 of DER, with `use="signing"` or without `use`."""
    encryption_certificates: tuple[str, ...] = ()
    are_requests_signed: bool = False
    """`AuthnRequestsSigned`: an unsigned request is refused."""
    are_assertions_signed: bool = False
    """`WantAssertionsSigned`: the assertion is signed beside the response."""
    are_assertions_encrypted: bool = False
    profile: SamlProfile = SamlProfile.SAML2INT
    signature: SamlSignature = SamlSignature.RSA_SHA256
    sp_type: SpType | None = None
    """`None`: the metadata do not say; no service but a connector does."""
    country: str | None = None
    """Of which state a connector asks (ISO 3166-1 alpha-2); `None`: it is none, or was taken in before that was kept."""
    source: MetadataSource | None = None
    """`None`: added from a file, and never refreshed."""
    valid_until: datetime | None = None
    """Metadata section 2.3.2: after this instant nothing in it may be used."""


def is_expired(terms: SamlTerms, *, now: datetime) -> bool:
    """Whether nothing in the metadata may be used any more (Metadata section 2.3.2)."""
    return terms.valid_until is not None and terms.valid_until <= now


def logout_point(terms: SamlTerms, *bindings: Binding) -> LogoutPoint | None:
    """Where the service is told by one of the bindings, the first of them that it has."""
    return next((point for binding in bindings for point in terms.logout if point.binding is binding), None)
