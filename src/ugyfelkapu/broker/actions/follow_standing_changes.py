"""Follow what the gate tells: end what hangs on a changed person, each change exactly once (`ARCHITECTURE.md`)."""

from datetime import datetime, timedelta

from ugyfelkapu.broker.actions.entries import SYSTEM, session_entry
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import door, sessions
from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.journal import record
from ugyfelkapu.identification import StandingChange

BATCH = 100
HEARD_EVERY = timedelta(seconds=10)
"""How often "nothing new" is written down; far below the silence a sign-on tolerates."""


async def follow_standing_changes(world: BrokerWorld) -> int:
    """Apply the next changes and move the cursor, in one transaction; how many there were."""
    cursor = await door.find(world.database.reader)
    changes = await world.identification.changes_after(cursor.number, limit=BATCH)
    now = world.clock.now()
    if not changes and now < cursor.heard_at + HEARD_EVERY:
        return 0
    number = max([change.number for change in changes], default=cursor.number)
    async with world.database.transaction() as tx:
        if not await door.advance(tx, cursor, number=number, now=now):
            return 0  # another worker was here first, and its transaction has taken the same changes
        for change in changes:
            await _apply(tx, change, now=now)
    return len(changes)


async def _apply(tx: Transaction, change: StandingChange, *, now: datetime) -> None:
    if change.session_handle is None:
        ended = await sessions.end_by_subject(tx, change.subject_code, now=now)
    else:
        ended = await sessions.end_by_handle(tx, change.session_handle, now=now)
    if ended:
        await record(
            tx,
            session_entry(change.subject_code, activity="session_ended", reason=change.event, actor=SYSTEM, now=now),
        )
