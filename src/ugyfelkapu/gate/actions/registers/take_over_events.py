"""The registers' events are taken over: each exactly once in effect, and no register waits for another (`domain.md R10`).

Two steps, so that nothing is lost or done twice however often a worker dies. Events that concern somebody here are kept, and
the feed's cursor moved, in one transaction. Then each is settled: the register is asked what is true now, and its answer
comes into force in the transaction that marks the event as settled. A register that does not answer puts its events off.
"""

from datetime import datetime, timedelta

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.actions.journal.register_journal import Activity, RegisterNote, note
from ugyfelkapu.gate.actions.registers.ask_register_again import ask_register_again
from ugyfelkapu.gate.actions.registers.take_over_person import Heard, Occurrence, take_over_person
from ugyfelkapu.gate.domain.identity import Register
from ugyfelkapu.gate.ports import EventPage, GateWorld, RegisterEvent, Unavailable, UnreadableEvent
from ugyfelkapu.gate.store import people, register_events
from ugyfelkapu.gate.store.register_events import WaitingEvent

SETTLED_AT_ONCE = 20
AGAIN_AFTER = timedelta(seconds=20)
"""When a register that did not answer is asked again."""

KEPT_DAYS = 30
"""How long settled events are kept; the journal keeps what they did."""


async def take_over_events(world: GateWorld, register: Register) -> bool:
    """Take the next page of a register's feed; whether there may be more at once."""
    former = await register_events.cursor(world.database.reader, register)
    page = await world.registers.events_after(register, former)
    if isinstance(page, Unavailable) or page.last == former:
        return False
    now = world.clock.now()
    async with world.database.transaction() as tx:
        if not await register_events.advance(tx, register, former=former, number=page.last):
            return False
        await _keep(tx, register, page, now=now)
    return True


async def settle_events(world: GateWorld) -> int:
    """Settle the events that are due; how many had their effect."""
    now = world.clock.now()
    waiting = await register_events.due(world.database.reader, many=SETTLED_AT_ONCE, now=now)
    settled = 0
    for event in waiting:
        settled += await _settle(world, event)
    if not waiting:
        async with world.database.transaction() as tx:
            await register_events.purge(tx, before=now - timedelta(days=KEPT_DAYS))
    return settled


async def _keep(tx: Transaction, register: Register, page: EventPage, *, now: datetime) -> None:
    for event in page.events:
        match event:
            case RegisterEvent():
                await _keep_if_known(tx, register, event, now=now)
            case UnreadableEvent(number=number):
                technical = {"register": register.value, "event": str(number), "reason": "unreadable"}
                entry = RegisterNote(activity=Activity.SET_ASIDE, subject="", outcome="unreadable", technical=technical)
                await note(tx, entry, at=now)


async def _keep_if_known(tx: Transaction, register: Register, event: RegisterEvent, *, now: datetime) -> None:
    """Most events concern nobody who has a gate; of those nothing is kept."""
    person = await people.by_record(tx, register, event.record)
    if person is not None:
        waiting = WaitingEvent(register=register, number=event.number, kind=event.kind, person_id=person.person_id)
        await register_events.keep(tx, waiting, now=now)


async def _settle(world: GateWorld, event: WaitingEvent) -> bool:
    now = world.clock.now()
    async with world.database.transaction() as tx:
        claimed = await register_events.claim(tx, event, due_at=now + AGAIN_AFTER, now=now)
        person = await people.by_id(tx, event.person_id)
    if person is None or not claimed:
        return False
    name = f"{event.register}/{event.number}"
    answer = await ask_register_again(world, person, reference=f"event-{name}")
    if isinstance(answer, Unavailable):
        return False
    now = world.clock.now()
    async with world.database.transaction() as tx:
        if not await register_events.settle(tx, event, now=now):
            return False  # another worker was here first
        heard = Heard(person=person, answer=answer, occurrence=Occurrence.EVENT, event=f"{name} {event.kind}")
        await take_over_person(tx, world, heard, now=now)
    return True
