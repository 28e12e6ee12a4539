"""What the broker asks of the world beside the clock and chance: the door to the gate, keys that sign, services' servers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from ugyfelkapu.broker.domain.keys.client_certificate import CertificateFault, ClientCertificate
from ugyfelkapu.broker.domain.verified_tokens import VerifiedTokens
from ugyfelkapu.foundation.database import Database
from ugyfelkapu.identification import Identification
from ugyfelkapu.ports import Clock, DocumentSeal, Entropy, Signer

KEY_SET_CACHED = timedelta(minutes=5)
"""How long a service may keep the key set; a key signs only after it was published for that long."""


class KeyRing(Protocol):
    """The broker's signing keys through their whole life (rotation with overlap; RFC 7517)."""

    def signer(self, algorithm: str) -> Signer:
        """The key in force for an algorithm of `TokenAlgorithm`; `KeyError` for another."""

    def rotate(self) -> Mapping[str, datetime]:
        """Give every algorithm a new next key; from when the former next ones sign."""

    def published(self) -> tuple[dict[str, str], ...]:
        """The public keys as JWKs: the one in force, the next, and the retired whose signatures may still be about.

        The same tuple until the keys change, so that what was made of it may be kept beside it.
        """


class SamlKeys(Protocol):
    """The keys for SAML, apart from those for tokens; services know them by certificates (Metadata section 2.4.1.1)."""

    def signer(self, algorithm: str) -> Signer:
        """The key in force for an algorithm of `SamlSignature`; `KeyError` for another."""

    def certificate(self, algorithm: str) -> str:
        """Base64 of the DER certificate of the key in force."""

    def published(self, algorithm: str) -> tuple[str, ...]:
        """Base64 of the DER certificates that services should know: in force, next, and retired within the last day."""

    def rotate(self) -> Mapping[str, datetime]:
        """Give every algorithm a new next key; from when the former next ones sign."""

    def renew(self) -> None:
        """New keys in force at once, and none of the former: for stolen ones. Every service must read our metadata again."""

    @property
    def overlap(self) -> timedelta:
        """How long a certificate is published before its key signs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A document of a service as it was found."""

    body: bytes
    media_type: str
    """In lower case, without parameters."""


class FetchFault(StrEnum):
    """Why a service's address gave nothing."""

    NOT_ALLOWED = "not_allowed"
    """No https address of the public internet, by itself or by what its name means now."""
    UNREACHABLE = "unreachable"
    """No such name, no connection, no TLS."""
    TOO_LATE = "too_late"
    REFUSED = "refused"
    """An answer other than 200; a redirect is one."""
    TOO_LONG = "too_long"
    WRONG_TYPE = "wrong_type"
    """Neither JSON nor a JWT, for metadata no XML; or packed."""


class Outside(Protocol):
    """Servers of services, asked at *registered* addresses alone, never in a transaction (`security.md` 8)."""

    async def get(self, url: str) -> Fetched | FetchFault:
        """The document at an address, perhaps from memory: a fault is remembered too, so nobody can make us ask often."""

    async def again(self, url: str) -> Fetched | FetchFault:
        """The same where what was remembered does not fit (a key that is not in it): asked anew, but not every few seconds."""

    async def metadata(self, url: str) -> Fetched | FetchFault:
        """SAML metadata as they are now; nothing is remembered."""

    async def soap(self, url: str, envelope: bytes) -> Fetched | FetchFault:
        """What a server answers to a SOAP message (SAML 2.0 Bindings section 3.2); nothing is remembered."""

    async def post(self, url: str, form: Mapping[str, str]) -> int | FetchFault:
        """The status of what the server answers to a form; nothing is remembered. A redirect is its status, never followed."""


class ServiceCertificates(Protocol):
    """Certificates that services show, and the authorities that are believed for them (RFC 8705)."""

    def read(self, pem: str) -> ClientCertificate | None:
        """The one certificate in it; `None` when it holds none, or anything else."""

    def fault_of(self, certificate: ClientCertificate, *, now: datetime) -> CertificateFault | None:
        """What is wrong with it by its dates, its use, and who vouches for it."""

    def out_of_time(self, certificate: ClientCertificate, *, now: datetime) -> CertificateFault | None:
        """What is wrong with it by its dates alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerWorld:
    """All that an action of the broker may reach."""

    database: Database
    clock: Clock
    entropy: Entropy
    keys: KeyRing
    saml_keys: SamlKeys
    identification: Identification
    outside: Outside
    seal: DocumentSeal
    """On the copies that people take along."""
    nonce_key: bytes = field(repr=False)
    """By which nonces for proofs of possession are known again; the same in every process of an installation."""
    issuer: str
    """The issuer identifier (OpenID Connect Discovery section 3), without a slash at the end."""
    are_certificates_taken: bool
    """Whether services can show certificates: behind a proxy that asks for them (RFC 8705)."""
    loopback_allowed: bool
    """Whether services may be registered at plain http on loopback: in the demo alone."""
    is_developer_log_kept: bool
    """Whether refused requests are noted for whoever builds the service."""
    verified: VerifiedTokens = field(default_factory=VerifiedTokens, repr=False)
    """Our own tokens as this process has seen them."""
