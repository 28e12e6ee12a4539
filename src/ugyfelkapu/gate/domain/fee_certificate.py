"""The certificate of an organisation that frees one gate from its fee: for whom, how long, and when it holds (`R11`)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import NewType

from ugyfelkapu.folding import name_key
from ugyfelkapu.gate.domain.email import EmailAddress
from ugyfelkapu.gate.domain.identity import NaturalIdentity, PersonName
from ugyfelkapu.gate.domain.organisation import Organisation, OrganisationKind
from ugyfelkapu.gate.domain.secret import ALPHABET
from ugyfelkapu.gate.domain.signed_document import Original, Signer, SignerKind

CertificateNumber = NewType("CertificateNumber", str)
"""What stands on a certificate, such as `HK-7K3D-9QWX-4MTR`; no secret, since it serves one person alone."""

PREFIX = "HK"
NUMBER_BYTES = 12
GROUP = 4
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whom a certificate is for: the name alone would be nobody's, and the address is the new gate's."""

    name: PersonName
    birth_date: date
    email: EmailAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What is sealed where a certificate is kept; the document goes when it came back with the organisation's seal."""

    holder: Holder
    language: str
    """In which it was drawn up: `hu`, `en` or `de`."""
    pdf: bytes = b""

    @property
    def original(self) -> Original:
        """What the sealed document must begin with."""
        return Original(length_bytes=len(self.pdf), digest=sha256(self.pdf).digest())


class CertificateStanding(StrEnum):
    """The life of a certificate."""

    DRAWN = "drawn"
    """Waits for the organisation's seal."""
    ACCEPTED = "accepted"
    USED = "used"
    WITHDRAWN = "withdrawn"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeCertificate:
    """A certificate, and where it stands."""

    number: CertificateNumber
    organisation: Organisation
    is_organisation_ended: bool
    content: Content | None
    """`None` once it was used or withdrawn, or has run out."""
    drawn_at: datetime
    good_until: datetime
    """The first instant at which it is over."""
    accepted_at: datetime | None
    """When it came back sealed."""
    document_digest: bytes | None
    used_at: datetime | None
    withdrawn_at: datetime | None

    def standing(self, now: datetime) -> CertificateStanding:
        """Where it stands."""
        if self.used_at:
            return CertificateStanding.USED
        if self.withdrawn_at:
            return CertificateStanding.WITHDRAWN
        if now >= self.good_until:
            return CertificateStanding.OVER
        return CertificateStanding.ACCEPTED if self.accepted_at else CertificateStanding.DRAWN


class CertificateFault(StrEnum):
    """Why a certificate frees nobody now; each has its own sentence."""

    UNKNOWN = "unknown"
    NOT_SEALED = "not_sealed"
    USED = "used"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    ORGANISATION_ENDED = "organisation_ended"
    ANOTHER_PERSON = "another_person"
    ANOTHER_EMAIL = "another_email"
    """The new gate's address has to be the one in the certificate, which belongs to the organisation."""


class SealFault(StrEnum):
    """Why a good signature on a certificate is not the organisation's seal."""

    NO_SEAL = "no_seal"
    """Somebody's own signature."""
    ANOTHER_ORGANISATION = "another_organisation"


class DrawFault(StrEnum):
    """What keeps a certificate from being drawn up, by its field."""

    NAME = "name"
    BIRTH_DATE = "birth_date"
    EMAIL = "email"
    EMAIL_DOMAIN = "email_domain"
    """Not in a domain that the organisation has proven."""


_STANDING_FAULTS = {
    CertificateStanding.DRAWN: CertificateFault.NOT_SEALED,
    CertificateStanding.USED: CertificateFault.USED,
    CertificateStanding.WITHDRAWN: CertificateFault.WITHDRAWN,
    CertificateStanding.OVER: CertificateFault.EXPIRED,
}


def may_certify(organisation: Organisation) -> bool:
    """Only to operate an office gate is a gate free, and only a seal on record can be recognised (`domain.md R11`)."""
    return organisation.kind is OrganisationKind.OFFICE_GATE and bool(organisation.seal_identifier)


def certificate_number(chance: bytes) -> CertificateNumber:
    """A number of `NUMBER_BYTES` of chance; it tells no count."""
    return _spelt("".join(ALPHABET[byte % len(ALPHABET)] for byte in chance[:NUMBER_BYTES]))


def certificate_number_of(typed: str) -> CertificateNumber | None:
    """A typed number; forgives case, spaces, hyphens, O for 0, I and L for 1, and a left-out prefix."""
    plain = "".join(sign for sign in typed.upper() if sign.isalnum())
    signs = (plain if len(plain) == NUMBER_BYTES else plain.removeprefix(PREFIX)).translate(_LOOK_ALIKES)
    return _spelt(signs) if len(signs) == NUMBER_BYTES and set(signs) <= set(ALPHABET) else None


def seal_fault(signer: Signer, organisation: Organisation) -> SealFault | None:
    """Whether the seal is the organisation's: its certificate holds the identifier on record (EN 319 412-1 section 5.1.4)."""
    if signer.kind is not SignerKind.LEGAL_PERSON:
        return SealFault.NO_SEAL
    if not organisation.seal_identifier or signer.organisation_identifier != organisation.seal_identifier:
        return SealFault.ANOTHER_ORGANISATION
    return None


def unsealed_fault(certificate: FeeCertificate, *, now: datetime) -> CertificateFault | None:
    """Why no seal is taken for it any more; `None` while it waits for one, and after it has come."""
    if certificate.is_organisation_ended:
        return CertificateFault.ORGANISATION_ENDED
    fault = _STANDING_FAULTS.get(certificate.standing(now))
    return None if fault is CertificateFault.NOT_SEALED else fault


def certificate_fault(
    certificate: FeeCertificate, identity: NaturalIdentity, email: EmailAddress, *, now: datetime
) -> CertificateFault | None:
    """Whether it frees this person's gate with this address; a name is compared as reverse identification does (`R14`)."""
    if fault := _STANDING_FAULTS.get(certificate.standing(now)):
        return fault
    if certificate.is_organisation_ended or certificate.content is None:
        return CertificateFault.ORGANISATION_ENDED
    holder = certificate.content.holder
    if holder.birth_date != identity.birth_date or _key(holder.name) != _key(identity.current_name):
        return CertificateFault.ANOTHER_PERSON
    return None if holder.email.casefold() == email.casefold() else CertificateFault.ANOTHER_EMAIL


def _key(name: PersonName) -> str:
    return name_key(f"{name.family_name} {name.given_name}")


def _spelt(signs: str) -> CertificateNumber:
    groups = [signs[start : start + GROUP] for start in range(0, NUMBER_BYTES, GROUP)]
    return CertificateNumber("-".join([PREFIX, *groups]))
