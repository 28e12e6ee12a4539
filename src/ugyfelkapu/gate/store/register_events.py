"""How far each register's feed was taken over, and the events that wait for their effect (`domain.md R10`)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.gate.domain.identity import Register
from ugyfelkapu.gate.domain.person import PersonId
from ugyfelkapu.gate.ports import EventKind

_CURSOR = "SELECT number FROM register_feed WHERE register = :register"
_ADVANCE = """
    UPDATE register_feed SET number = :number WHERE register = :register AND number = :former RETURNING register
"""
_KEEP = """
    INSERT INTO register_event (register, number, kind, person_id, taken_at, due_at)
    VALUES (:register, :number, :kind, :person_id, :now, :now) ON CONFLICT DO NOTHING
"""
_DUE = """
    SELECT register, number, kind, person_id FROM register_event
     WHERE settled_at IS NULL AND due_at <= :now ORDER BY due_at, register, number LIMIT :many
"""
_SETTLE = """
    UPDATE register_event SET settled_at = :now
     WHERE register = :register AND number = :number AND settled_at IS NULL RETURNING number
"""
_CLAIM = """
    UPDATE register_event SET due_at = :due_at
     WHERE register = :register AND number = :number AND settled_at IS NULL AND due_at <= :now RETURNING number
"""
_PURGE = "DELETE FROM register_event WHERE settled_at <= :before"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingEvent:
    """An event that concerns somebody here and has had no effect yet."""

    register: Register
    number: int
    kind: EventKind
    person_id: PersonId


async def cursor(reader: Reader, register: Register) -> int:
    """The number of the last event taken over."""
    return (await reader.one(_CURSOR, register=register)).number("number")


async def advance(tx: Transaction, register: Register, *, former: int, number: int) -> bool:
    """Move the cursor; `False` when another worker moved it, whose transaction took the same events."""
    return await tx.one_or_none(_ADVANCE, register=register, former=former, number=number) is not None


async def keep(tx: Transaction, event: WaitingEvent, *, now: datetime) -> None:
    """Keep an event until it is settled."""
    await tx.execute(_KEEP, register=event.register, number=event.number, kind=event.kind, person_id=event.person_id, now=now)


async def due(reader: Reader, *, many: int, now: datetime) -> list[WaitingEvent]:
    """Events to settle now."""
    return [
        WaitingEvent(
            register=Register(row.text("register")),
            number=row.number("number"),
            kind=EventKind(row.text("kind")),
            person_id=PersonId(row.text("person_id")),
        )
        for row in await reader.all(_DUE, now=now, many=many)
    ]


async def settle(tx: Transaction, event: WaitingEvent, *, now: datetime) -> bool:
    """Take the effect upon this transaction: of any number of workers one gets it."""
    row = await tx.one_or_none(_SETTLE, register=event.register, number=event.number, now=now)
    return row is not None


async def claim(tx: Transaction, event: WaitingEvent, *, due_at: datetime, now: datetime) -> bool:
    """Try it now, and unless it is settled by then, at `due_at` again: so one that fails stands in nobody's way."""
    row = await tx.one_or_none(_CLAIM, register=event.register, number=event.number, due_at=due_at, now=now)
    return row is not None


async def purge(tx: Transaction, *, before: datetime) -> int:
    """Forget events settled long ago; how many."""
    return await tx.execute(_PURGE, before=before)
