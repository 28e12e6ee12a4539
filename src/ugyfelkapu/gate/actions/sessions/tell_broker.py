"""What happens to one gate ends its own sessions at the broker, and not those of its person's other gates (`domain.md R11`)."""

from collections.abc import Iterable
from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.person import PersonId
from ugyfelkapu.gate.store import gates, standing_changes
from ugyfelkapu.identification import StandingEvent


async def tell_broker_of_deleted(tx: Transaction, person_id: PersonId, *, now: datetime) -> None:
    """A gate that nobody activated is gone: if all the others had ended before, so has the person for the broker."""
    await standing_changes.hold(tx)
    ended = await gates.ended_of_person(tx, person_id)
    if ended:
        await standing_changes.add(tx, ended, StandingEvent.GATE_ENDED, session_id=None, now=now)


async def tell_broker(tx: Transaction, gate_id: GateId, event: StandingEvent, *, ended: Iterable[str], now: datetime) -> None:
    """Tell it of the whole person when this is their only gate, else of each session that was `ended`.

    Of two gates that end at the same time the second is the only one left, and its end is told as such.
    """
    await standing_changes.hold(tx)
    if not await gates.has_sibling(tx, gate_id):
        await standing_changes.add(tx, gate_id, event, session_id=None, now=now)
        return
    for session_id in ended:
        await standing_changes.add(tx, gate_id, event, session_id=session_id, now=now)
