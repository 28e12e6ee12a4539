"""What happens to one gate ends its own sessions at the broker, and not those of its person's other gates (`domain.md R11`)."""

from collections.abc import Iterable
from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.store import gates, standing_changes
from ugyfelkapu.identification import StandingEvent


async def tell_broker(tx: Transaction, gate_id: GateId, event: StandingEvent, *, ended: Iterable[str], now: datetime) -> None:
    """Tell it of the whole person when this is their only gate, else of each session that was `ended`."""
    if not await gates.has_sibling(tx, gate_id):
        await standing_changes.add(tx, gate_id, event, session_id=None, now=now)
        return
    for session_id in ended:
        await standing_changes.add(tx, gate_id, event, session_id=session_id, now=now)
