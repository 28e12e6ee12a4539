"""What is unusual in a clerk's work, so that somebody looks at it (decision 0022)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from ugyfelkapu.gate.domain.office import BodyId, ClerkId

AlertId = NewType("AlertId", str)

SHORTEST_NOTE = 10
LONGEST_NOTE = 500


class AlertKind(StrEnum):
    """What was seen."""

    OUT_OF_HOURS = "out_of_hours"
    """Look-ups while the counters are shut."""
    LOOK_UPS = "look_ups"
    """Look-ups that led to no registration and no service, as many as the policy calls unusual or more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What was counted of a clerk on a day."""

    kind: AlertKind
    body_id: BodyId
    clerk_id: ClerkId
    day: date
    many: int
    threshold: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A sighting that somebody is to look at, or has."""

    alert_id: AlertId
    sighting: Sighting
    clerk_username: str
    body_name: str
    raised_at: datetime
    closed_by: str | None
    closed_at: datetime | None
    note: str


def note_of(typed: str) -> str | None:
    """What was found, in words; `None` when it says too little or too much."""
    return typed if SHORTEST_NOTE <= len(typed) <= LONGEST_NOTE and typed.isprintable() else None
