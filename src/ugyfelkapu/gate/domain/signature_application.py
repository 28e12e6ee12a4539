"""An application that its applicant signs: what it holds, and whether the signer is the applicant (`domain.md R2`)."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import NewType

from ugyfelkapu.folding import fold
from ugyfelkapu.gate.domain.counter_case import Typed
from ugyfelkapu.gate.domain.identity import DocumentType, PersonName, document_number_of
from ugyfelkapu.gate.domain.signed_document import Original, Signer, SignerKind

ApplicationId = NewType("ApplicationId", str)
"""An application; told to the registers as the reference of the look-up."""

_SEMANTIC = re.compile(r"([A-Z]{3})([A-Z]{2})-(.{1,64})")
"""ETSI EN 319 412-1 section 5.1.3: what kind of identifier, of which state, and the identifier."""

_DOCUMENTS = {"IDC": DocumentType.ID_CARD, "PAS": DocumentType.PASSPORT}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureApplication:
    """An application as it waits; all of it is sealed where it is kept."""

    typed: Typed
    username: str
    email: str
    language: str
    pdf: bytes
    """The document that the applicant signs."""
    certificate: str = ""
    """The number of the certificate that frees from the fee, if there is one."""

    @property
    def original(self) -> Original:
        """What the signed document must begin with."""
        return Original(length_bytes=len(self.pdf), digest=sha256(self.pdf).digest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An application with its name and its time."""

    application_id: ApplicationId
    application: SignatureApplication
    made_at: datetime
    expires_at: datetime


class NoApplication(StrEnum):
    """Why there is none to go on with."""

    UNKNOWN = "unknown"
    """Never made, or forgotten since."""
    EXPIRED = "expired"
    USED = "used"


class SignerFault(StrEnum):
    """Why a valid signature is not the applicant's."""

    SEAL = "seal"
    """An organisation's."""
    NAMELESS = "nameless"
    """A pseudonym, or no name in parts."""
    NO_DOCUMENT = "no_document"
    """The certificate names no document of the applicant's; by the name alone one person is taken for another."""
    DOCUMENT_DIFFERS = "document_differs"
    NAME_DIFFERS = "name_differs"


def signer_fault(signer: Signer, typed: Typed, *, state: str) -> SignerFault | None:
    """Whether the signer is whom the application names; `state` is the alpha-2 code of the citizenship.

    The certificate has to hold the very document of the application (`IDCHU-123456AB`), and the name borne; accents, hyphens
    and capitals do not count.
    """
    if signer.kind is not SignerKind.NATURAL_PERSON:
        return SignerFault.SEAL
    if not signer.family_name or not signer.given_name:
        return SignerFault.NAMELESS
    named = _SEMANTIC.fullmatch(signer.serial_number)
    if named is None or _DOCUMENTS.get(named[1]) is not typed.document.document_type:
        return SignerFault.NO_DOCUMENT
    if named[2] != state or document_number_of(named[3]) != typed.document.document_number:
        return SignerFault.DOCUMENT_DIFFERS
    return None if bears(signer, typed.identity.current_name) else SignerFault.NAME_DIFFERS


def bears(signer: Signer, name: PersonName) -> bool:
    """Whether the certificate is in this name."""
    return (fold(signer.family_name), fold(signer.given_name)) == (fold(name.family_name), fold(name.given_name))
