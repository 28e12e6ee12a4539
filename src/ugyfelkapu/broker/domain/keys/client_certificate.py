"""The certificate a service shows, and whether it bears the name that was registered (RFC 8705 section 2.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address

from ugyfelkapu.broker.domain.keys.confirmation import Confirmation, ConfirmationMethod
from ugyfelkapu.broker.domain.keys.distinguished_name import distinguished_name
from ugyfelkapu.broker.domain.keys.encryption import Keys
from ugyfelkapu.broker.domain.relying_party import CertificateField, CertificateName


class CertificateFault(StrEnum):
    """Why a certificate proves nothing."""

    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    UNTRUSTED = "untrusted"
    """No configured authority vouches for it as a client's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCertificate:
    """A certificate as read; whether anybody vouches for it is another question."""

    der: bytes = field(repr=False)
    thumbprint: str
    """SHA-256 of the certificate in base64url (RFC 8705 section 3.1)."""
    names: Mapping[CertificateField, tuple[str, ...]]
    public_key: Mapping[str, str]
    """The members of its key as a JWK; empty for a kind that nobody may register."""


def confirmation_by(certificate: ClientCertificate) -> Confirmation:
    """To whom a token is bound that was asked with this certificate."""
    return Confirmation(method=ConfirmationMethod.CERTIFICATE, thumbprint=certificate.thumbprint)


def bears(certificate: ClientCertificate, name: CertificateName) -> bool:
    """Whether the name stands in the certificate, in the very field that was registered."""
    wanted = compared(name.field, name.value)
    return wanted is not None and any(compared(name.field, value) == wanted for value in certificate.names.get(name.field, ()))


def compared(where: CertificateField, value: str) -> object:
    """A name as it is compared in its field; `None` when it cannot stand there."""
    match where:
        case CertificateField.SUBJECT_DN:
            return distinguished_name(value)
        case CertificateField.SAN_DNS:
            return value.lower() or None  # RFC 4343: capitals do not count; a wildcard is a name like any other
        case CertificateField.SAN_IP:
            return _address(value)
        case CertificateField.SAN_EMAIL:
            local, at, domain = value.rpartition("@")
            return (local, domain.lower()) if at and local and domain else None
        case CertificateField.SAN_URI:
            return value or None


def _address(value: str) -> object:
    try:
        return ip_address(value)
    except ValueError:
        return None


def has_key(certificate: ClientCertificate, keys: Keys) -> bool:
    """Whether the certificate is made out for one of the keys (RFC 8705 section 2.2.2)."""
    own = certificate.public_key
    return bool(own) and any(all(key.get(member) == value for member, value in own.items()) for key in keys)
