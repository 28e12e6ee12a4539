"""A case at a counter, while it is open: what was typed and what the register answered (`domain.md R4`)."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from ugyfelkapu.gate.domain.identity import (
    NO_RECORD,
    DocumentReference,
    NaturalIdentity,
    RecordReference,
    Register,
    RegisteredPerson,
)
from ugyfelkapu.gate.domain.office import ClerkId

CaseId = NewType("CaseId", str)
"""A case; random, told to the registers as the reference of the look-up and named by every journal entry about it."""


ApplicationId = NewType("ApplicationId", str)
"""An application begun at home; random, and never seen by the applicant, who holds a reference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What the clerk typed from the document and heard from the applicant."""

    document: DocumentReference
    identity: NaturalIdentity
    citizenship: str
    """ISO 3166-1 alpha-3."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the register answered, without portrait and signature, which are never kept."""

    register: Register
    person: RegisteredPerson
    record: RecordReference = NO_RECORD
    """Empty in cases opened before it was told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case as kept while it is open; all of it is deleted when it closes, however it ends."""

    case_id: CaseId
    clerk_id: ClerkId
    opened_at: datetime
    typed: Typed
    answer: Answer
    confirmed_at: datetime | None = None
    """When the clerk confirmed that data and face match, for somebody who has a gate."""
    application_id: ApplicationId | None = None
    """What the applicant had begun at home, if anything."""
