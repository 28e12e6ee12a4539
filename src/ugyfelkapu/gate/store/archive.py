"""Ended gates, locked: a sealed record of each, which one action alone reads; and names kept reserved (`domain.md R12`)."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.gate.domain.ending import EndCause
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.person import PersonId
from ugyfelkapu.gate.domain.secret import Digest
from ugyfelkapu.gate.domain.username import FoldedUsername
from ugyfelkapu.gate.store import people

_KEEP = """
    INSERT INTO archived_gate (gate_id, person_id, identity_key, cause, ended_at, record)
    SELECT :gate_id, person_id, identity_key, :cause, :ended_at, :record FROM person WHERE person_id = :person_id
"""
_LOCK_GATE = "UPDATE gate SET email = '' WHERE gate_id = :gate_id"
_RESERVE = "INSERT INTO reserved_username (digest, reserved_at) VALUES (:digest, :now) ON CONFLICT DO NOTHING"
_IS_RESERVED = "SELECT 1 AS found FROM reserved_username WHERE digest = :digest"
_FIND = "SELECT gate_id, person_id, cause, ended_at, record FROM archived_gate WHERE gate_id = :gate_id"
_OVER = "SELECT gate_id, person_id FROM archived_gate WHERE ended_at <= :ended_until ORDER BY ended_at LIMIT :many"
_DELETE = "DELETE FROM archived_gate WHERE gate_id = :gate_id RETURNING gate_id"
_DELETE_GATE = "DELETE FROM gate WHERE gate_id = :gate_id AND standing = 'terminated'"
_DELETE_REQUESTS = "DELETE FROM archive_request WHERE gate_id = :gate_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedGate:
    """A record in the archive; what is in it is sealed."""

    gate_id: GateId
    person_id: PersonId
    cause: EndCause
    ended_at: datetime
    record: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueRecord:
    """A record whose time is over, and whose it is."""

    gate_id: GateId
    person_id: PersonId


def reserved_digest(folded: FoldedUsername) -> Digest:
    """What is kept of a name that nobody gets again; it only answers whether a name that is asked for is this one."""
    return Digest(sha256(f"reserved-username:{folded}".encode(errors="replace")).digest())


async def lock(tx: Transaction, archived: ArchivedGate) -> None:
    """Keep the sealed record, and nothing readable of the gate, nor of a person who has no other."""
    await tx.execute(
        _KEEP,
        gate_id=archived.gate_id,
        person_id=archived.person_id,
        cause=archived.cause,
        ended_at=archived.ended_at,
        record=archived.record,
    )
    await tx.execute(_LOCK_GATE, gate_id=archived.gate_id)
    await people.forget_without_gate(tx, archived.person_id)


async def reserve(tx: Transaction, folded: FoldedUsername, *, now: datetime) -> None:
    """Give this name to nobody any more."""
    await tx.execute(_RESERVE, digest=reserved_digest(folded), now=now)


async def is_reserved(reader: Reader, folded: FoldedUsername) -> bool:
    """Whether the name was an ended gate's."""
    return await reader.one_or_none(_IS_RESERVED, digest=reserved_digest(folded)) is not None


async def find(reader: Reader, gate_id: GateId) -> ArchivedGate | None:
    """The record, still sealed; for the one action that opens it."""
    row = await reader.one_or_none(_FIND, gate_id=gate_id)
    if row is None:
        return None
    return ArchivedGate(
        gate_id=GateId(row.text("gate_id")),
        person_id=PersonId(row.text("person_id")),
        cause=EndCause(row.text("cause")),
        ended_at=row.instant("ended_at"),
        record=row.blob("record"),
    )


async def over(reader: Reader, *, ended_until: datetime, many: int) -> list[OverdueRecord]:
    """Records of gates that ended at or before an instant, oldest first."""
    rows = await reader.all(_OVER, ended_until=ended_until, many=many)
    return [OverdueRecord(gate_id=GateId(row.text("gate_id")), person_id=PersonId(row.text("person_id"))) for row in rows]


async def delete(tx: Transaction, gate_id: GateId) -> bool:
    """Delete record and gate for good; of two workers one does. Then `people.forget_without_gate` for the person."""
    if await tx.one_or_none(_DELETE, gate_id=gate_id) is None:
        return False
    await tx.execute(_DELETE_REQUESTS, gate_id=gate_id)
    await tx.execute(_DELETE_GATE, gate_id=gate_id)
    return True
