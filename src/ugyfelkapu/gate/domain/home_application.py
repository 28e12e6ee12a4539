"""An application begun at home and finished at a counter: what it holds, how long it waits (`domain.md` R2, R5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ugyfelkapu.gate.domain.counter_case import ApplicationId, Typed
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.policy import GatePolicy
from ugyfelkapu.gate.domain.secret import Digest, SecretKind, code_digest

NO_GATE = GateId("")


class HomeKind(StrEnum):
    """What was begun at home."""

    PREFILLED = "prefilled"
    """Typed data alone; nothing is reserved."""
    PROVISIONAL = "provisional"
    """A gate as well, which holds its user name and identifies nobody (`domain.md R2`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeData:
    """What the applicant typed; kept sealed."""

    typed: Typed
    username: str
    email: str
    language: str
    """In which the applicant wants mails: `hu`, `en` or `de`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeApplication:
    """An application as kept."""

    application_id: ApplicationId
    kind: HomeKind
    gate_id: GateId | None
    """The provisional gate, once the worker has opened it."""
    sealed: bytes
    asked_at: datetime
    expires_at: datetime


def waits_until(kind: HomeKind, asked_at: datetime, *, policy: GatePolicy) -> datetime:
    """The first instant at which it is gone; an unused activation code ends a provisional gate before that."""
    days = policy.provisional_gate_days if kind is HomeKind.PROVISIONAL else policy.prefilled_application_days
    return asked_at + timedelta(days=days)


def reference_digest(typed: str) -> Digest | None:
    """The digest of a reference as typed or scanned; `None`: it cannot be one."""
    return code_digest(SecretKind.HOME_REFERENCE, typed, gate_id=NO_GATE)
