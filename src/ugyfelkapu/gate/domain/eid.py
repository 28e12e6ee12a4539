"""The eID card as proof of who somebody is: its number, its code, its certificate, and the register's word (`domain.md R2`)."""

import re
from dataclasses import dataclass
from enum import StrEnum

from ugyfelkapu.gate.domain.identity import (
    DocumentReference,
    DocumentType,
    RecordReference,
    Register,
    RegisteredPerson,
)

LONGEST_TYPED_CODE = 40
CODE_SHAPE = re.compile(r"[0-9]{10}")
_SPACING = re.compile(r"[\s\-\u2010-\u2015\u2212]+")

CARD_SUBJECT = re.compile(r"IDCHU-([A-Z0-9]{5,20})")
"""How a card's certificate names its holder in the subject's serialNumber: by the number of an identity card (`IDC`) of Hungary
(ETSI EN 319 412-1 section 5.1.3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardCode:
    """The number of a card and the one-time registration code handed over with it, as typed, for one application."""

    card_number: str
    code: str
    reference: str
    """The application: whoever asks again with it is the same (`docs/decisions/0019`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardHolder:
    """Whose card it is, as the register holds them."""

    register: Register
    record: RecordReference
    person: RegisteredPerson


class CodeRefused(StrEnum):
    """Why the register does not take a code."""

    WRONG = "wrong"
    """No such card, or another code: which of the two is not said."""
    USED_UP = "used_up"
    LOCKED = "locked"
    """Too many wrong codes for this number, whether or not there is such a card; a day later it is asked again."""


class CodeUse(StrEnum):
    """What became of a code that was to be used up."""

    USED = "used"
    """By this very reference, now or when it was asked before."""
    LOST = "lost"
    """Another reference has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidCard:
    """A certificate that holds in every respect, and the number of the card it is on."""

    card_number: str


class CertificateFault(StrEnum):
    """Why a certificate proves nothing; each has its own sentence for its holder."""

    MALFORMED = "malformed"
    UNTRUSTED = "untrusted"
    """No chain to a configured anchor, or one that does not hold."""
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    REVOKED = "revoked"
    STATUS_UNKNOWN = "status_unknown"
    """Nobody authorised said in time, freshly and signed that it is not revoked: a high level needs that."""
    POLICY_MISSING = "policy_missing"
    WRONG_USE = "wrong_use"
    """The key is not for signing in (digitalSignature, clientAuth)."""
    NO_CARD_NUMBER = "no_card_number"


def registration_code_of(typed: str) -> str | None:
    """The ten figures without spaces and hyphens, or `None` when it cannot be a code."""
    code = _SPACING.sub("", typed[:LONGEST_TYPED_CODE])
    return code if CODE_SHAPE.fullmatch(code) else None


def card_number_in(subject_serial_number: str) -> str | None:
    """The card's number in a certificate's subject, or `None` when it names no Hungarian identity card."""
    match = CARD_SUBJECT.fullmatch(subject_serial_number)
    return match[1] if match else None


def card_of(card_number: str) -> DocumentReference:
    """The card as the document it is."""
    return DocumentReference(document_type=DocumentType.ID_CARD, document_number=card_number)
