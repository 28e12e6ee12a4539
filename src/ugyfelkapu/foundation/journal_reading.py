"""Reads what the journal holds of one person or gate, newest first, a page at a time (`domain.md R15`, R17).

Whoever shows it to anybody writes an entry about that: reading the log is logged.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from ugyfelkapu.foundation.database import Reader, Row

MOST_AT_ONCE = 1000

_CURSOR = re.compile(r"[0-9a-f]{32}")
_INSTANT_DIGITS = 16
_LATEST_MICROSECONDS = 253_402_300_799_000_000
"""The end of the year 9999."""

COLUMNS = "entry_id, at, activity, outcome, subject, data_set, legal_basis, purpose, reason, organisation, actor, technical"
"""What `entry_of` reads."""

_SELECT = f"""
    SELECT {COLUMNS} FROM journal
     WHERE subject = :subject AND at <= :until AND entry_id < :before
"""  # noqa: S608 - made of this file's constants
_NEWEST_FIRST = " ORDER BY at DESC, entry_id DESC LIMIT :many"
_ALL = _SELECT + _NEWEST_FIRST
_OF_ACTIVITY = _SELECT + " AND activity = :activity" + _NEWEST_FIRST
_BY_OTHERS = _SELECT + " AND organisation <> 'operator'" + _NEWEST_FIRST


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry as its person may see it."""

    entry_id: str
    at: datetime
    activity: str
    outcome: str
    subject: str
    data_set: str
    legal_basis: str
    purpose: str
    reason: str
    organisation: str
    actor: str
    technical: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page begins: right after the entry of this id."""

    before: str

    @property
    def until(self) -> datetime:
        """No entry of the page is later; the id carries its instant (`foundation/identifiers.py`), rounded."""
        microseconds = min(int(self.before[:_INSTANT_DIGITS], 16), _LATEST_MICROSECONDS)
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds + 2)


NEWEST = Place(before="f" * 32)


def place_of(cursor: str) -> Place:
    """The place an address names; from the newest when it names none."""
    return Place(before=cursor) if _CURSOR.fullmatch(cursor) else NEWEST


async def of_subject(reader: Reader, subject: str, *, place: Place, many: int) -> list[Entry]:
    """All entries about this subject."""
    return await _read(reader, _ALL, subject, place=place, many=many)


async def of_activity(reader: Reader, subject: str, activity: str, *, place: Place, many: int) -> list[Entry]:
    """Those of one kind."""
    rows = await reader.all(
        _OF_ACTIVITY, subject=subject, activity=activity, until=place.until, before=place.before, many=min(many, MOST_AT_ONCE)
    )
    return [entry_of(row) for row in rows]


async def by_others(reader: Reader, subject: str, *, place: Place, many: int) -> list[Entry]:
    """Those that a body other than the operator made."""
    return await _read(reader, _BY_OTHERS, subject, place=place, many=many)


async def _read(reader: Reader, sql: str, subject: str, *, place: Place, many: int) -> list[Entry]:
    rows = await reader.all(sql, subject=subject, until=place.until, before=place.before, many=min(many, MOST_AT_ONCE))
    return [entry_of(row) for row in rows]


def entry_of(row: Row) -> Entry:
    """An entry from a row with `COLUMNS`."""
    return Entry(
        entry_id=row.text("entry_id"),
        at=row.instant("at"),
        activity=row.text("activity"),
        outcome=row.text("outcome"),
        subject=row.text("subject"),
        data_set=row.text("data_set"),
        legal_basis=row.text("legal_basis"),
        purpose=row.text("purpose"),
        reason=row.text("reason"),
        organisation=row.text("organisation"),
        actor=row.text("actor"),
        technical=msgspec.json.decode(row.text("technical"), type=dict[str, str]),
    )
