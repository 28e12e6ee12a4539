"""How long a code lasts and a gate waits for its activation (`domain.md R5`, R8)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.identity import PersonName
from ugyfelkapu.gate.domain.policy import GatePolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Whom a mail of this gate is for, and in which language."""

    gate_id: GateId
    username: str
    email: str
    language: str
    name: PersonName


def code_expires_at(issued_at: datetime, *, policy: GatePolicy) -> datetime:
    """The first instant at which a code is no longer good; it counts from creation, however late the mail comes."""
    return issued_at + timedelta(days=policy.activation_code_days)


def activation_code_expires_at(registered_at: datetime, *, policy: GatePolicy, now: datetime) -> datetime:
    """The same for a code that activates: no longer than the registration itself waits, or the mail would promise too much."""
    return min(code_expires_at(now, policy=policy), registered_at + timedelta(days=policy.activation_deadline_days))


def may_still_activate(registered_at: datetime, *, policy: GatePolicy, now: datetime) -> bool:
    """Whether the registration still waits for its owner: forgotten password gives a new code until then."""
    return now < registered_at + timedelta(days=policy.activation_deadline_days)


def deletable_since(now: datetime, *, policy: GatePolicy) -> datetime:
    """Registrations of this instant or earlier that were never activated are deleted."""
    return now - timedelta(days=policy.activation_deadline_days)


def codes_over_since(now: datetime, *, policy: GatePolicy) -> datetime:
    """A code made at this instant or earlier is no longer good."""
    return now - timedelta(days=policy.activation_code_days)
