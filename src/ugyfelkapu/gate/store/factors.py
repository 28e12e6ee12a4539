"""Second factors: TOTP secrets, sealed, and the last time step each was used for (`domain.md R16`)."""

from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.domain.gate import GateId

_ADD = """
    INSERT INTO totp_factor (gate_id, sealed_secret, last_step, enrolled_at) VALUES (:gate_id, :sealed_secret, 0, :now)
    ON CONFLICT DO NOTHING RETURNING gate_id
"""
_USE_STEP = """
    UPDATE totp_factor SET last_step = :step WHERE gate_id = :gate_id AND last_step < :step RETURNING gate_id
"""


async def add(tx: Transaction, gate_id: GateId, *, sealed_secret: bytes, now: datetime) -> bool:
    """Give a gate its second factor; `False` when it has one."""
    return await tx.one_or_none(_ADD, gate_id=gate_id, sealed_secret=sealed_secret, now=now) is not None


async def use_step(tx: Transaction, gate_id: GateId, *, step: int) -> bool:
    """Use up a time step: each once, and none before it (RFC 6238 section 5.2)."""
    return await tx.one_or_none(_USE_STEP, gate_id=gate_id, step=step) is not None
