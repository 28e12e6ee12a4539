"""A person in the client register: taken over from a state register, never edited by hand (`domain.md R4`, R10)."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from ugyfelkapu.gate.domain.identity import RecordReference, Register, RegisteredPerson
from ugyfelkapu.identification import SubjectCode

PersonId = NewType("PersonId", str)
"""A person within this wing; random, leaves it never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person with at least one gate, as the register last answered."""

    person_id: PersonId
    subject_code: SubjectCode
    """What the broker knows the person by (`domain.md R14`)."""
    registered: RegisteredPerson
    register: Register
    record: RecordReference
    """Empty for a person taken over before registers told it."""
    taken_over_at: datetime
