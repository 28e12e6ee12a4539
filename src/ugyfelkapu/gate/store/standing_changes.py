"""What the broker must hear, numbered in the order of commits (`identification.py`)."""

from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.identification import SessionHandle, StandingChange, StandingEvent, SubjectCode

_COUNT = "UPDATE standing_change_count SET number = number + 1 WHERE only_row = 1 RETURNING number"
_ADD = """
    INSERT INTO standing_change (number, event, subject_code, session_id, changed_at)
    VALUES (:number, :event,
            (SELECT person.subject_code FROM gate JOIN person ON person.person_id = gate.person_id
              WHERE gate.gate_id = :gate_id),
            :session_id, :now)
"""
_HOLD = "UPDATE standing_change_count SET number = number WHERE only_row = 1"
_NEWEST = "SELECT number FROM standing_change_count WHERE only_row = 1"
_PURGE = "DELETE FROM standing_change WHERE changed_at <= :before"
_AFTER = """
    SELECT number, event, subject_code, session_id, changed_at FROM standing_change
     WHERE number > :number ORDER BY number LIMIT :limit
"""


async def add(tx: Transaction, gate_id: str, event: StandingEvent, *, session_id: str | None, now: datetime) -> None:
    """Tell the broker of a change, in the transaction that makes it; the count's lock is held until it commits."""
    number = (await tx.one(_COUNT)).number("number")
    await tx.execute(_ADD, number=number, event=event, session_id=session_id, gate_id=gate_id, now=now)


async def hold(tx: Transaction) -> None:
    """Take the count's lock: whoever else changes a standing has committed, and is seen by what is read after this."""
    await tx.execute(_HOLD)


async def newest(reader: Reader) -> int:
    """The number of the last change committed; whatever is read after it in a transaction takes that change into account."""
    return (await reader.one(_NEWEST)).number("number")


async def purge(tx: Transaction, *, before: datetime) -> int:
    """Remove changes that were told long ago; numbers go on where they were."""
    return await tx.execute(_PURGE, before=before)


async def after(reader: Reader, number: int, *, limit: int) -> list[StandingChange]:
    """Changes numbered above `number`, oldest first."""
    return [
        StandingChange(
            number=row.number("number"),
            event=StandingEvent(row.text("event")),
            subject_code=SubjectCode(row.text("subject_code")),
            session_handle=SessionHandle(handle) if (handle := row.text_or_none("session_id")) else None,
            changed_at=row.instant("changed_at"),
        )
        for row in await reader.all(_AFTER, number=number, limit=limit)
    ]
