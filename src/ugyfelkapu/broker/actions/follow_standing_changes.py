"""Follow what the gate tells: end what hangs on a changed person, each change exactly once (`ARCHITECTURE.md`)."""

from datetime import datetime, timedelta

from ugyfelkapu.broker.actions.end_sessions import end_sessions_by_handle, end_sessions_by_subject
from ugyfelkapu.broker.actions.entries import SYSTEM, consents_ended_entry, session_entry
from ugyfelkapu.broker.actions.withdraw_mandate import end_mandates_of
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import consents, door, families
from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.journal import record
from ugyfelkapu.identification import StandingChange, StandingEvent, SubjectCode

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
            await _apply(tx, world, change, now=now)
    return len(changes)


async def _apply(tx: Transaction, world: BrokerWorld, change: StandingChange, *, now: datetime) -> None:
    """End the sessions, and with them codes and tokens, which are good only while their session lives (`security.md` 4)."""
    if change.event is StandingEvent.REPRESENTATION_ENDED:
        await families.end_representing(tx, change.subject_code, now=now)
        return
    if change.session_handle is None:
        ended = await end_sessions_by_subject(tx, world, change.subject_code, now=now)
    else:
        ended = await end_sessions_by_handle(tx, world, change.session_handle, now=now)
    if ended:
        await record(
            tx,
            session_entry(change.subject_code, activity="session_ended", reason=change.event, actor=SYSTEM, now=now),
        )
    if change.event is StandingEvent.GATE_ENDED and change.session_handle is None:
        await _forget(tx, change.subject_code, now=now)


async def _forget(tx: Transaction, subject_code: SubjectCode, *, now: datetime) -> None:
    """The person has no gate any more: the consents go too, and the mandates they gave or hold end.

    The connection codes stay: a body must know whoever opens a gate again by the code it always had (`domain.md R14`), and
    what the journal tells of ten years is read by them. They hold nothing of the person.
    """
    await end_mandates_of(tx, subject_code, now=now)
    if forgotten := await consents.end_of_subject(tx, subject_code):
        await record(tx, consents_ended_entry(subject_code, many=forgotten, now=now))
