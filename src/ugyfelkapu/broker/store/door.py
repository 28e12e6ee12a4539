"""How far the broker has followed the gate's standing changes."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Transaction

_FIND = "SELECT number, heard_at FROM door WHERE name = 'gate'"
_HOLD = "UPDATE door SET number = number WHERE name = 'gate' RETURNING number"
_ADVANCE = """
    UPDATE door SET number = :number, heard_at = :now WHERE name = 'gate' AND number = :from_number RETURNING number
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """The last change that took effect, and when the gate was last heard."""

    number: int
    heard_at: datetime


async def find(reader: Reader) -> Cursor:
    """Where the broker stands."""
    row = await reader.one(_FIND)
    return Cursor(number=row.number("number"), heard_at=row.instant("heard_at"))


async def hold(tx: Transaction) -> int:
    """How far the broker has followed; nobody moves on until this transaction ends."""
    return (await tx.one(_HOLD)).number("number")


async def advance(tx: Transaction, cursor: Cursor, *, number: int, now: datetime) -> bool:
    """Move on from `cursor`; of two workers at once one does, and only it may apply the changes."""
    return await tx.one_or_none(_ADVANCE, number=number, from_number=cursor.number, now=now) is not None
