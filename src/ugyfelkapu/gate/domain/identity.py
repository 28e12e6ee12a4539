"""Who a person is to the state: natural identity data, documents and the registers that hold them (`domain.md R1`, R3, R4)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import NewType

from ugyfelkapu.folding import DASHES, fold

DOCUMENT_NUMBER_SHAPE = re.compile(r"(?=[A-Z0-9]*[0-9])[A-Z0-9]{5,20}")
"""Letters and digits with at least one digit: documents of every state are shown, so no national shape is asked."""

NAME_LENGTH = 120
"""The longest part of a name, or place of birth, that is taken, in characters."""


class Register(StrEnum):
    """The three state registers, in the order in which they are asked (`domain.md R4`)."""

    SZL = "szl"
    ISZL = "iszl"
    NYT3 = "3nyt"


RecordReference = NewType("RecordReference", str)
"""A register's own reference to a person's record; opaque, and empty when it was never told."""


NO_RECORD = RecordReference("")


class DocumentType(StrEnum):
    """Documents that prove who somebody is (`domain.md R3`)."""

    ID_CARD = "id_card"
    PASSPORT = "passport"
    DRIVING_LICENCE = "driving_licence"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonName:
    """A name as the register spells it; the order of its parts is a matter of the page's language."""

    family_name: str
    given_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NaturalIdentity:
    """Natural identity data, the 4T of Hungarian law (Szaz. tv. 4. § (4))."""

    current_name: PersonName
    birth_name: PersonName
    mothers_birth_name: PersonName
    birth_place: str
    birth_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentReference:
    """A document as a clerk types it: its type and its number without spaces, in capitals."""

    document_type: DocumentType
    document_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredPerson:
    """A person as a register holds them; taken over whole, never retyped (`domain.md R4`)."""

    identity: NaturalIdentity
    citizenship: str
    """ISO 3166-1 alpha-3."""
    document: DocumentReference
    document_valid_until: date
    """The last day on which the document is good."""
    deceased: bool


def identity_key(identity: NaturalIdentity) -> bytes:
    """One person's key in the client register: from what marriage and moving do not change (`domain.md R10`).

    SHA-256 over the folded birth name, mother's birth name, place and date of birth; it finds the same person again and
    hides nothing, since the data stand beside it.
    """
    parts = (
        fold(identity.birth_name.family_name),
        fold(identity.birth_name.given_name),
        fold(identity.mothers_birth_name.family_name),
        fold(identity.mothers_birth_name.given_name),
        fold(identity.birth_place),
        identity.birth_date.isoformat(),
    )
    return sha256("\x1f".join(parts).encode()).digest()


def document_number_of(typed: str) -> str | None:
    """The number in capitals without spaces and hyphens, or `None` when it cannot be one."""
    number = DASHES.sub("", typed).upper()
    return number if DOCUMENT_NUMBER_SHAPE.fullmatch(number) else None


def name_part_of(typed: str) -> str | None:
    """Part of a name or a place as typed: NFC, single spaces; `None` when empty, too long or not a line of text."""
    text = unicodedata.normalize("NFC", " ".join(typed.split()))
    is_line = text.isprintable() and any(sign.isalpha() for sign in text)
    return text if is_line and len(text) <= NAME_LENGTH else None
