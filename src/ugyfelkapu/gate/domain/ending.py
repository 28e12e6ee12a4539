"""How a gate ends, and how long what is kept of it may be used (`domain.md R12`; Eüsztv. 35. § (14))."""

from datetime import datetime, timedelta
from enum import StrEnum

from ugyfelkapu.gate.domain.policy import GatePolicy


class EndCause(StrEnum):
    """Why a gate ended."""

    OWNERS_REQUEST = "owners_request"
    ASKED_IN_PERSON = "asked_in_person"
    DEATH = "death"
    LEFT_REGISTERS = "left_registers"
    DOCUMENT_EXPIRED = "document_expired"


class ArchivePhase(StrEnum):
    """What may be done with the record of an ended gate."""

    USABLE = "usable"
    """Listed bodies may use it."""
    EVIDENCE = "evidence"
    """It may only prove that something is authentic."""
    OVER = "over"
    """It is to be deleted, and nothing may be done with it."""


class ArchivePurpose(StrEnum):
    """What somebody wants of an archived record."""

    USE = "use"
    AUTHENTICITY = "authenticity"


def ends_at(confirmed_at: datetime, *, policy: GatePolicy) -> datetime:
    """The first instant at which the owner can no longer change their mind."""
    return confirmed_at + timedelta(days=policy.termination_change_of_mind_days)


def phase_of(ended_at: datetime, *, policy: GatePolicy, now: datetime) -> ArchivePhase:
    """Where an archived record stands at this instant."""
    if now < years_after(ended_at, policy.archive_usable_years):
        return ArchivePhase.USABLE
    return ArchivePhase.EVIDENCE if now < years_after(ended_at, policy.archive_kept_years) else ArchivePhase.OVER


def deletable_since(now: datetime, *, policy: GatePolicy) -> datetime:
    """Gates that ended at this instant or earlier are in the archive no longer; by a day too late rather than too early."""
    return years_after(now, -policy.archive_kept_years)


def allows(phase: ArchivePhase, purpose: ArchivePurpose) -> bool:
    """Whether a record in this phase may be read for this purpose."""
    return phase is ArchivePhase.USABLE or (phase is ArchivePhase.EVIDENCE and purpose is ArchivePurpose.AUTHENTICITY)


def years_after(instant: datetime, years: int) -> datetime:
    """The same day and time so many years later; after 29 February comes 1 March."""
    try:
        return instant.replace(year=instant.year + years)
    except ValueError:
        return instant.replace(year=instant.year + years, month=3, day=1)
