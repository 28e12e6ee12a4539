"""A gate: its standings and the legal moves between them (`domain.md R5`, R12)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from ugyfelkapu.gate.domain.email import EmailAddress
from ugyfelkapu.gate.domain.person import PersonId
from ugyfelkapu.gate.domain.registration import RegistrationWay
from ugyfelkapu.gate.domain.username import Username
from ugyfelkapu.identification import AssuranceLevel

GateId = NewType("GateId", str)
"""One account; a person may come to have several (`domain.md R11`)."""


class Standing(StrEnum):
    """Where a gate stands."""

    PROVISIONAL = "provisional"
    """Begun at home and nobody's yet: it holds its user name and identifies nobody (`domain.md R2`)."""
    REGISTERED = "registered"
    """Opened, not yet activated: no password, no sign-in (`domain.md R5`)."""
    ACTIVE = "active"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"
    """Ended for good; the user name is never given to another person (`domain.md R12`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A gate as kept; its one e-mail address stands here and nowhere else (`domain.md R9`)."""

    gate_id: GateId
    person_id: PersonId
    username: Username
    email: EmailAddress
    language: str
    """In which mails are written: `hu`, `en` or `de`."""
    standing: Standing
    registered_level: AssuranceLevel
    registered_way: RegistrationWay
    registered_at: datetime
    activated_at: datetime | None
