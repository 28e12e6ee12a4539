"""What was done in a case at a counter, and the codes on their way to paper; both go with the case (`domain.md R4`)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.gate.domain.counter_case import CaseId
from ugyfelkapu.gate.domain.counter_service import Order, Service, ServiceReason
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.secret import SecretKind

_DO = """
    INSERT INTO case_service (case_id, gate_id, service, reason, done_at) VALUES (:case_id, :gate_id, :service, :reason, :now)
    ON CONFLICT DO NOTHING RETURNING case_id
"""
_DONE = """
    SELECT gate_id, service, reason, done_at FROM case_service WHERE case_id = :case_id ORDER BY done_at, service LIMIT 100
"""
_KEEP = """
    INSERT INTO printed_code (case_id, gate_id, kind, sealed, expires_at, made_at)
    VALUES (:case_id, :gate_id, :kind, :sealed, :expires_at, :now)
"""
_WAITING = """
    SELECT kind, sealed, expires_at FROM printed_code
     WHERE case_id = :case_id AND gate_id = :gate_id AND sealed IS NOT NULL AND expires_at > :now
"""
_PRINT = """
    UPDATE printed_code SET sealed = NULL WHERE case_id = :case_id AND gate_id = :gate_id AND sealed IS NOT NULL
 RETURNING case_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneService:
    """One thing that was done in a case."""

    gate_id: GateId
    service: Service
    reason: ServiceReason
    done_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedCode:
    """A code that waits for its paper."""

    kind: SecretKind
    sealed: bytes
    expires_at: datetime


async def do(tx: Transaction, order: Order, *, now: datetime) -> bool:
    """Take the service upon this transaction: of any number of callers one gets it, once in a case."""
    row = await tx.one_or_none(
        _DO, case_id=order.case_id, gate_id=order.gate_id, service=order.service, reason=order.reason, now=now
    )
    return row is not None


async def done_in(reader: Reader, case_id: CaseId) -> list[DoneService]:
    """What was done so far, oldest first."""
    return [
        DoneService(
            gate_id=GateId(row.text("gate_id")),
            service=Service(row.text("service")),
            reason=ServiceReason(row.text("reason")),
            done_at=row.instant("done_at"),
        )
        for row in await reader.all(_DONE, case_id=case_id)
    ]


async def keep_for_paper(tx: Transaction, case_id: CaseId, gate_id: GateId, *, code: SealedCode, now: datetime) -> None:
    """Keep a code until it is printed."""
    await tx.execute(
        _KEEP,
        case_id=case_id,
        gate_id=gate_id,
        kind=code.kind,
        sealed=code.sealed,
        expires_at=code.expires_at,
        now=now,
    )


async def waiting_for_paper(reader: Reader, case_id: CaseId, gate_id: GateId, *, now: datetime) -> SealedCode | None:
    """The code that was not printed yet."""
    row = await reader.one_or_none(_WAITING, case_id=case_id, gate_id=gate_id, now=now)
    if row is None:
        return None
    return SealedCode(kind=SecretKind(row.text("kind")), sealed=row.blob("sealed"), expires_at=row.instant("expires_at"))


async def print_once(tx: Transaction, case_id: CaseId, gate_id: GateId) -> bool:
    """Empty the envelope: of any number of callers one may print, and nothing is left to print again."""
    return await tx.one_or_none(_PRINT, case_id=case_id, gate_id=gate_id) is not None
