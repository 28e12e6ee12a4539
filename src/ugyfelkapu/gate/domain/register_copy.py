"""The copy of a person taken over from a register: how old it may be, what changed, and when it ends all (`domain.md R10`)."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from ugyfelkapu.gate.domain.ending import EndCause
from ugyfelkapu.gate.domain.identity import Register, RegisteredPerson
from ugyfelkapu.gate.domain.policy import GatePolicy


class CopyAge(StrEnum):
    """How much a copy is worth at a sign-in."""

    YOUNG = "young"
    OLD = "old"
    """The register is asked again; while it is silent, the last known data do."""
    TOO_OLD = "too_old"
    """While the register is silent, nothing above low is reached with it."""


def copy_age(taken_over_at: datetime, *, policy: GatePolicy, now: datetime) -> CopyAge:
    """The age of a copy by the policy of the day."""
    if now < taken_over_at + timedelta(days=policy.person_copy_days):
        return CopyAge.YOUNG
    longest = timedelta(days=policy.person_copy_longest_days)
    return CopyAge.OLD if now < taken_over_at + longest else CopyAge.TOO_OLD


def end_cause(person: RegisteredPerson, register: Register, *, today: date) -> EndCause | None:
    """Why the person loses every gate, if so."""
    if person.deceased:
        return EndCause.DEATH
    if register is Register.NYT3 and today > person.document_valid_until:
        return EndCause.DOCUMENT_EXPIRED  # R1: the entry ends with the document used for it
    return None


def services_must_hear(former: RegisteredPerson, current: RegisteredPerson) -> bool:
    """Whether anything changed that a service may have learned (`domain.md R14`)."""
    return (former.identity, former.citizenship) != (current.identity, current.citizenship)
