"""A correction request: what an owner says is wrong in their registered data (`domain.md R10`)."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.person import PersonId

CorrectionId = NewType("CorrectionId", str)
"""One request; random."""

LONGEST_WORDS = 500


class CorrectedField(StrEnum):
    """Which data are said to be wrong."""

    CURRENT_NAME = "current_name"
    BIRTH_NAME = "birth_name"
    MOTHERS_BIRTH_NAME = "mothers_birth_name"
    BIRTH_PLACE = "birth_place"
    BIRTH_DATE = "birth_date"
    CITIZENSHIP = "citizenship"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRequest:
    """A request that waits for a counter."""

    request_id: CorrectionId
    person_id: PersonId
    gate_id: GateId
    field: CorrectedField
    words: str
    """What its owner says should stand there; deleted once it is answered, and never copied into the data."""
    asked_at: datetime


def words_of(typed: str) -> str | None:
    """The words in NFC, on one line; `None` when there are none or too many."""
    text = unicodedata.normalize("NFC", " ".join(typed.split()))
    return text if text and text.isprintable() and len(text) <= LONGEST_WORDS else None
