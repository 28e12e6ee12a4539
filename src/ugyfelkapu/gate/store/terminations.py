"""Owners' wishes to end their gates: first a mailed code, then time to change one's mind (`domain.md R12`)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.secret import Digest

_ASK = """
    INSERT INTO termination (gate_id, code_digest, asked_at, expires_at) VALUES (:gate_id, :digest, :now, :expires_at)
    ON CONFLICT (gate_id) DO UPDATE
       SET code_digest = excluded.code_digest, asked_at = excluded.asked_at, expires_at = excluded.expires_at
     WHERE termination.confirmed_at IS NULL
 RETURNING gate_id
"""
_CONFIRM = """
    UPDATE termination SET code_digest = NULL, confirmed_at = :now, ends_at = :ends_at
     WHERE gate_id = :gate_id AND code_digest = :digest AND expires_at > :now AND confirmed_at IS NULL
 RETURNING gate_id
"""
_PENDING = """
    SELECT gate_id FROM termination WHERE gate_id = :gate_id AND confirmed_at IS NULL AND expires_at > :now
"""
_ENDS_AT = "SELECT ends_at FROM termination WHERE gate_id = :gate_id AND confirmed_at IS NOT NULL"
_TAKE_BACK = """
    DELETE FROM termination WHERE gate_id = :gate_id AND confirmed_at IS NOT NULL AND ends_at > :now RETURNING gate_id
"""
_DUE = "SELECT gate_id FROM termination WHERE ends_at <= :now ORDER BY ends_at LIMIT :many"
_TAKE_DUE = "DELETE FROM termination WHERE gate_id = :gate_id AND ends_at <= :now RETURNING gate_id"
_PURGE = "DELETE FROM termination WHERE confirmed_at IS NULL AND expires_at <= :now"


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingCode:
    """A code as kept: its digest, whose it is and how long it is good."""

    digest: Digest
    gate_id: GateId
    expires_at: datetime


async def ask(tx: Transaction, code: EndingCode, *, now: datetime) -> bool:
    """Keep the newest code, which ends the one before; `False` when the end is confirmed already."""
    row = await tx.one_or_none(_ASK, gate_id=code.gate_id, digest=code.digest, expires_at=code.expires_at, now=now)
    return row is not None


async def confirm(tx: Transaction, gate_id: GateId, digest: Digest, *, ends_at: datetime, now: datetime) -> bool:
    """Use the code up and set the end: of any number of callers one does."""
    return await tx.one_or_none(_CONFIRM, gate_id=gate_id, digest=digest, ends_at=ends_at, now=now) is not None


async def is_asked(reader: Reader, gate_id: GateId, *, now: datetime) -> bool:
    """Whether a code is out."""
    return await reader.one_or_none(_PENDING, gate_id=gate_id, now=now) is not None


async def ends_at(reader: Reader, gate_id: GateId) -> datetime | None:
    """When the gate will end, if its owner has confirmed so."""
    row = await reader.one_or_none(_ENDS_AT, gate_id=gate_id)
    return row.instant("ends_at") if row else None


async def take_back(tx: Transaction, gate_id: GateId, *, now: datetime) -> bool:
    """The owner changed their mind in time."""
    return await tx.one_or_none(_TAKE_BACK, gate_id=gate_id, now=now) is not None


async def due(reader: Reader, *, many: int, now: datetime) -> list[GateId]:
    """Gates whose time to change one's mind is over, the longest first."""
    return [GateId(row.text("gate_id")) for row in await reader.all(_DUE, many=many, now=now)]


async def take_due(tx: Transaction, gate_id: GateId, *, now: datetime) -> bool:
    """Take the ending upon oneself: of two workers one gets it, and none when it was taken back."""
    return await tx.one_or_none(_TAKE_DUE, gate_id=gate_id, now=now) is not None


async def purge(tx: Transaction, *, now: datetime) -> int:
    """Remove wishes that nobody confirmed in time; how many."""
    return await tx.execute(_PURGE, now=now)
