"""One-time codes sent by e-mail: for activation and for a new password, each in its own table (`domain.md R5`, R8)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.secret import Digest

_KEEP_ACTIVATION = """
    INSERT INTO activation_code (digest, gate_id, issued_at, expires_at) VALUES (:digest, :gate_id, :now, :expires_at)
"""
_FIND_ACTIVATION = """
    SELECT gate_id FROM activation_code WHERE digest = :digest AND gate_id = :gate_id AND expires_at > :now
"""
_REDEEM_ACTIVATION = """
    DELETE FROM activation_code WHERE digest = :digest AND gate_id = :gate_id AND expires_at > :now RETURNING gate_id
"""
_END_ACTIVATION = "DELETE FROM activation_code WHERE gate_id = :gate_id"
_PURGE_ACTIVATION = "DELETE FROM activation_code WHERE expires_at <= :now"

_KEEP_RESET = """
    INSERT INTO password_reset_code (digest, gate_id, issued_at, expires_at) VALUES (:digest, :gate_id, :now, :expires_at)
"""
_FIND_RESET = """
    SELECT gate_id FROM password_reset_code WHERE digest = :digest AND gate_id = :gate_id AND expires_at > :now
"""
_REDEEM_RESET = """
    DELETE FROM password_reset_code WHERE digest = :digest AND gate_id = :gate_id AND expires_at > :now RETURNING gate_id
"""
_END_RESET = "DELETE FROM password_reset_code WHERE gate_id = :gate_id"
_MARK_IN_PERSON = "UPDATE password_reset_code SET in_person = TRUE WHERE digest = :digest"
_IN_PERSON = "SELECT gate_id FROM password_reset_code WHERE digest = :digest AND in_person"
_PURGE_RESET = "DELETE FROM password_reset_code WHERE expires_at <= :now"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeTable:
    """The statements of one kind of code; the kinds never meet."""

    keep: str
    find: str
    redeem: str
    end: str
    purge: str


ACTIVATION = CodeTable(
    keep=_KEEP_ACTIVATION,
    find=_FIND_ACTIVATION,
    redeem=_REDEEM_ACTIVATION,
    end=_END_ACTIVATION,
    purge=_PURGE_ACTIVATION,
)
PASSWORD_RESET = CodeTable(keep=_KEEP_RESET, find=_FIND_RESET, redeem=_REDEEM_RESET, end=_END_RESET, purge=_PURGE_RESET)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedCode:
    """A code as kept: its digest, whose it is and how long it is good."""

    digest: Digest
    gate_id: GateId
    expires_at: datetime


async def keep(tx: Transaction, table: CodeTable, code: IssuedCode, *, now: datetime) -> None:
    """Remember a code that goes out."""
    await tx.execute(table.keep, digest=code.digest, gate_id=code.gate_id, expires_at=code.expires_at, now=now)


async def is_good(reader: Reader, table: CodeTable, digest: Digest, *, gate_id: GateId, now: datetime) -> bool:
    """Whether the code could be redeemed now; says nothing of a moment later."""
    return await reader.one_or_none(table.find, digest=digest, gate_id=gate_id, now=now) is not None


async def mark_in_person(tx: Transaction, digest: Digest) -> None:
    """A code for a new password was asked for in person: it renews a lapsed password, too (`domain.md R7`)."""
    await tx.execute(_MARK_IN_PERSON, digest=digest)


async def was_asked_in_person(reader: Reader, digest: Digest) -> bool:
    """Whether this code for a new password was asked for in person."""
    return await reader.one_or_none(_IN_PERSON, digest=digest) is not None


async def redeem(tx: Transaction, table: CodeTable, digest: Digest, *, gate_id: GateId, now: datetime) -> bool:
    """Use the code up: of any number of callers one gets it, and the gate's other codes of the kind end with it."""
    if await tx.one_or_none(table.redeem, digest=digest, gate_id=gate_id, now=now) is None:
        return False
    await end(tx, table, gate_id)
    return True


async def end(tx: Transaction, table: CodeTable, gate_id: GateId) -> None:
    """End all codes of the kind."""
    await tx.execute(table.end, gate_id=gate_id)


async def purge(tx: Transaction, *, now: datetime) -> int:
    """Remove codes that are no longer good; how many."""
    return await tx.execute(ACTIVATION.purge, now=now) + await tx.execute(PASSWORD_RESET.purge, now=now)
