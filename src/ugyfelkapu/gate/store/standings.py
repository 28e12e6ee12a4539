"""Moves between a gate's standings: each is one conditional statement, so that of any number of callers one makes it."""

from ugyfelkapu.foundation.database import Reader, Row, Transaction
from ugyfelkapu.gate.domain.doer import DoerKind
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.suspension import Suspension, SuspensionCause

_HOLD_ACTIVE = "UPDATE gate SET standing = standing WHERE gate_id = :gate_id AND standing = 'active' RETURNING gate_id"
_SUSPEND = "UPDATE gate SET standing = 'suspended' WHERE gate_id = :gate_id AND standing = 'active' RETURNING gate_id"
_LIFT = "UPDATE gate SET standing = 'active' WHERE gate_id = :gate_id AND standing = 'suspended' RETURNING gate_id"
_TERMINATE = """
    UPDATE gate SET standing = 'terminated' WHERE gate_id = :gate_id AND standing <> 'terminated' RETURNING gate_id
"""
_KEEP = """
    INSERT INTO suspension (gate_id, suspended_at, suspended_by, cause, reason, doubtful_from)
    VALUES (:gate_id, :suspended_at, :suspended_by, :cause, :reason, :doubtful_from)
"""
_FIND = "SELECT suspended_at, suspended_by, cause, reason, doubtful_from FROM suspension WHERE gate_id = :gate_id"
_OVER = "DELETE FROM suspension WHERE gate_id = :gate_id"


async def hold_active(tx: Transaction, gate_id: GateId) -> bool:
    """Whether the gate is active, and stays so until the commit: nobody suspends or ends it meanwhile."""
    return await tx.one_or_none(_HOLD_ACTIVE, gate_id=gate_id) is not None


async def suspend(tx: Transaction, gate_id: GateId, suspension: Suspension) -> bool:
    """Move an active gate to suspended and keep why; `False` when it was not active."""
    if await tx.one_or_none(_SUSPEND, gate_id=gate_id) is None:
        return False
    await tx.execute(
        _KEEP,
        gate_id=gate_id,
        suspended_at=suspension.suspended_at,
        suspended_by=suspension.suspended_by,
        cause=suspension.cause,
        reason=suspension.reason,
        doubtful_from=suspension.doubtful_from,
    )
    return True


async def suspension_of(reader: Reader, gate_id: GateId) -> Suspension | None:
    """Why a gate is suspended, while it is."""
    row = await reader.one_or_none(_FIND, gate_id=gate_id)
    return _suspension(row) if row else None


async def lift(tx: Transaction, gate_id: GateId) -> bool:
    """Move a suspended gate to active and forget why it was suspended; `False` when it was not."""
    if await tx.one_or_none(_LIFT, gate_id=gate_id) is None:
        return False
    await tx.execute(_OVER, gate_id=gate_id)
    return True


async def terminate(tx: Transaction, gate_id: GateId) -> bool:
    """Move a gate to its end; `False` when it was there already."""
    return await tx.one_or_none(_TERMINATE, gate_id=gate_id) is not None


def _suspension(row: Row) -> Suspension:
    return Suspension(
        suspended_at=row.instant("suspended_at"),
        suspended_by=DoerKind(row.text("suspended_by")),
        cause=SuspensionCause(row.text("cause")),
        reason=row.text("reason"),
        doubtful_from=row.instant("doubtful_from"),
    )
