"""Recovery codes, as digests: one that was used is gone (`domain.md R16`)."""

from collections.abc import Iterable
from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.secret import Digest

_KEEP = "INSERT INTO recovery_code (digest, gate_id, made_at) VALUES (:digest, :gate_id, :now)"
_USE = "DELETE FROM recovery_code WHERE digest = :digest AND gate_id = :gate_id RETURNING gate_id"
_LEFT = "SELECT COUNT(*) AS number FROM recovery_code WHERE gate_id = :gate_id"
_END = "DELETE FROM recovery_code WHERE gate_id = :gate_id"


async def replace(tx: Transaction, gate_id: GateId, digests: Iterable[Digest], *, now: datetime) -> None:
    """These are the gate's codes from now on, and no others."""
    await end(tx, gate_id)
    for digest in digests:
        await tx.execute(_KEEP, digest=digest, gate_id=gate_id, now=now)


async def use(tx: Transaction, digest: Digest, *, gate_id: GateId) -> bool:
    """Use a code up: of any number of callers one gets it."""
    return await tx.one_or_none(_USE, digest=digest, gate_id=gate_id) is not None


async def left(tx: Transaction, gate_id: GateId) -> int:
    """How many are still good."""
    return (await tx.one(_LEFT, gate_id=gate_id)).number("number")


async def end(tx: Transaction, gate_id: GateId) -> None:
    """None of the gate's codes is good any more."""
    await tx.execute(_END, gate_id=gate_id)
