"""Provisional gates: rows of `gate` without a person, which hold a user name and identify nobody (`domain.md R2`)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.domain.gate import Gate, GateId, Standing
from ugyfelkapu.gate.domain.registration import Registrar
from ugyfelkapu.gate.domain.username import Username, fold_username
from ugyfelkapu.gate.store import archive
from ugyfelkapu.identification import AssuranceLevel

_OPEN = """
    INSERT INTO gate (gate_id, username, username_folded, email, language, standing, registered_level, registered_way,
                      registered_at)
    VALUES (:gate_id, :username, :username_folded, :email, :language, :standing, :registered_level, :registered_way, :now)
        ON CONFLICT DO NOTHING
 RETURNING gate_id
"""
_ACTIVATE = """
    UPDATE gate SET activated_at = :now
     WHERE gate_id = :gate_id AND standing = 'provisional' AND activated_at IS NULL
 RETURNING gate_id
"""
_CONFIRM = """
    UPDATE gate
       SET person_id = :person_id, email = :email, language = :language, registered_level = :registered_level,
           registered_way = :registered_way, registered_by_body = :body_id, registered_by_clerk = :clerk_id,
           registered_at = :registered_at, standing = :standing,
           activated_at = CASE WHEN :standing = 'active' THEN activated_at ELSE NULL END
     WHERE gate_id = :gate_id AND standing = 'provisional' AND username_folded = :username_folded
 RETURNING gate_id
"""
_DELETE = "DELETE FROM gate WHERE gate_id = :gate_id AND standing = 'provisional' RETURNING gate_id"
_FIND = """
    SELECT username, email, activated_at FROM gate WHERE gate_id = :gate_id AND standing = 'provisional'
"""
_CLAIM = "UPDATE gate SET standing = standing WHERE gate_id = :gate_id AND standing = 'provisional' RETURNING gate_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionalGate:
    """A user name held for an applicant."""

    gate_id: GateId
    username: Username
    email: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldName:
    """A provisional gate as it waits for a counter."""

    gate_id: GateId
    username: str
    email: str
    is_activated: bool
    """Whether its owner has chosen a password."""


async def open_provisional(tx: Transaction, gate: ProvisionalGate, *, now: datetime) -> bool:
    """Hold the name; `False` when it has or had a holder (`domain.md` R6, R12)."""
    folded = fold_username(gate.username)
    if await archive.is_reserved(tx, folded):
        return False
    row = await tx.one_or_none(
        _OPEN,
        gate_id=gate.gate_id,
        username=gate.username,
        username_folded=folded,
        email=gate.email,
        language=gate.language,
        standing=Standing.PROVISIONAL,
        registered_level=AssuranceLevel.LOW,
        registered_way="provisional",
        now=now,
    )
    return row is not None


async def activate(tx: Transaction, gate_id: GateId, *, now: datetime) -> bool:
    """Its owner has chosen a password; it stays provisional. `False` when it had one, or is provisional no more."""
    return await tx.one_or_none(_ACTIVATE, gate_id=gate_id, now=now) is not None


async def held_name(tx: Transaction, gate_id: GateId) -> HeldName | None:
    """The gate while it is provisional, held until the commit: of two counters one waits for the other."""
    if await tx.one_or_none(_CLAIM, gate_id=gate_id) is None:
        return None
    row = await tx.one(_FIND, gate_id=gate_id)
    return HeldName(
        gate_id=gate_id,
        username=row.text("username"),
        email=row.text("email"),
        is_activated=row.instant_or_none("activated_at") is not None,
    )


async def confirm(tx: Transaction, gate: Gate, registrar: Registrar) -> bool:
    """It is its owner's from now on, with the standing given; `False` when it is provisional no more, or of another name."""
    row = await tx.one_or_none(
        _CONFIRM,
        gate_id=gate.gate_id,
        person_id=gate.person_id,
        username_folded=fold_username(gate.username),
        email=gate.email,
        language=gate.language,
        registered_level=gate.registered_level,
        registered_way=gate.registered_way,
        body_id=registrar.body.body_id,
        clerk_id=registrar.clerk_id,
        registered_at=gate.registered_at,
        standing=gate.standing,
    )
    return row is not None


async def delete(tx: Transaction, gate_id: GateId) -> bool:
    """Delete a provisional gate with its password and codes; its name is free again. A confirmed one stays."""
    return await tx.one_or_none(_DELETE, gate_id=gate_id) is not None
