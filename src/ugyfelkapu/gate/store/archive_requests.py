"""Requests to read an archived record: one asks, another approves, and then it is opened once (`docs/security.md` 12)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.domain.ending import ArchivePurpose
from ugyfelkapu.gate.domain.gate import GateId

_ASK = """
    INSERT INTO archive_request (request_id, gate_id, purpose, reason, asked_by, asked_at)
    VALUES (:request_id, :gate_id, :purpose, :reason, :asked_by, :now)
"""
_APPROVE = """
    UPDATE archive_request SET approved_by = :approved_by, approved_at = :now
     WHERE request_id = :request_id AND approved_by IS NULL AND asked_by <> :approved_by AND asked_at > :asked_after
 RETURNING gate_id
"""
_USE = """
    UPDATE archive_request SET opened_at = :now
     WHERE request_id = :request_id AND asked_by = :asked_by AND approved_by IS NOT NULL AND opened_at IS NULL
       AND asked_at > :asked_after
 RETURNING gate_id, purpose, reason, approved_by
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveRequest:
    """Who wants to read which record, and what for."""

    request_id: str
    gate_id: GateId
    purpose: ArchivePurpose
    reason: str
    asked_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovedRequest:
    """A request that two people stand behind, used up."""

    gate_id: GateId
    purpose: ArchivePurpose
    reason: str
    approved_by: str


async def ask(tx: Transaction, request: ArchiveRequest, *, now: datetime) -> None:
    """Keep a request."""
    await tx.execute(
        _ASK,
        request_id=request.request_id,
        gate_id=request.gate_id,
        purpose=request.purpose,
        reason=request.reason,
        asked_by=request.asked_by,
        now=now,
    )


async def approve(tx: Transaction, request_id: str, *, approved_by: str, asked_after: datetime, now: datetime) -> GateId | None:
    """The second pair of eyes, never that of whoever asked; whose record it is."""
    row = await tx.one_or_none(_APPROVE, request_id=request_id, approved_by=approved_by, asked_after=asked_after, now=now)
    return GateId(row.text("gate_id")) if row else None


async def use(
    tx: Transaction, request_id: str, *, asked_by: str, asked_after: datetime, now: datetime
) -> ApprovedRequest | None:
    """Use an approved request up: once, by whoever asked."""
    row = await tx.one_or_none(_USE, request_id=request_id, asked_by=asked_by, asked_after=asked_after, now=now)
    if row is None:
        return None
    return ApprovedRequest(
        gate_id=GateId(row.text("gate_id")),
        purpose=ArchivePurpose(row.text("purpose")),
        reason=row.text("reason"),
        approved_by=row.text("approved_by"),
    )
