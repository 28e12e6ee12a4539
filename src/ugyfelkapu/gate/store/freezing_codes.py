"""One-time codes in the links of notice mails; using one up suspends the gate (`domain.md R15`, "this was not me")."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Row, Transaction
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.secret import Digest, same

_KEEP = """
    INSERT INTO freezing_code (digest, gate_id, issued_at, expires_at) VALUES (:digest, :gate_id, :now, :expires_at)
"""
_FIND = "SELECT gate_id, issued_at FROM freezing_code WHERE digest = :digest AND expires_at > :now"
_REDEEM = """
    DELETE FROM freezing_code
     WHERE gate_id = (SELECT known.gate_id FROM freezing_code AS known WHERE known.digest = :digest AND known.expires_at > :now)
 RETURNING digest, gate_id, issued_at
"""
_PURGE = "DELETE FROM freezing_code WHERE expires_at <= :now"


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezingCode:
    """Whose gate a code suspends, and when the notice was written."""

    gate_id: GateId
    issued_at: datetime


async def keep(tx: Transaction, digest: Digest, gate_id: GateId, *, expires_at: datetime, now: datetime) -> None:
    """Remember a code that goes out."""
    await tx.execute(_KEEP, digest=digest, gate_id=gate_id, expires_at=expires_at, now=now)


async def find(reader: Reader, digest: Digest, *, now: datetime) -> FreezingCode | None:
    """The code, if it could be used now."""
    return _code(await reader.one_or_none(_FIND, digest=digest, now=now))


async def redeem(tx: Transaction, digest: Digest, *, now: datetime) -> FreezingCode | None:
    """Use the code up, and all others of its gate with it: of any number of callers, with whichever of them, one gets it."""
    rows = await tx.all(_REDEEM, digest=digest, now=now)
    return _code(next((row for row in rows if same(row.blob("digest"), digest)), None))


async def purge(tx: Transaction, *, now: datetime) -> int:
    """Remove codes that are no longer good; how many."""
    return await tx.execute(_PURGE, now=now)


def _code(row: Row | None) -> FreezingCode | None:
    return None if row is None else FreezingCode(gate_id=GateId(row.text("gate_id")), issued_at=row.instant("issued_at"))
