"""Searches the journal by whom it concerned, who acted, for which body, what was done and when; newest first, by pages.

Each statement names only what was asked, so that the database can take the index of it. Whoever shows the result to anybody
writes an entry about that.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from ugyfelkapu.foundation.database import Reader, Value
from ugyfelkapu.foundation.journal_reading import COLUMNS, Entry, Place, entry_of

MOST_SUBJECTS = 51
"""A person and their gates."""

_NEWEST_FIRST = " ORDER BY at DESC, entry_id DESC LIMIT :many"


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What the entries must have; what is empty is not asked."""

    subjects: tuple[str, ...] = ()
    """At most `MOST_SUBJECTS`; an entry is about one of them."""
    actor: str = ""
    organisation: str = ""
    activity: str = ""
    since: datetime | None = None
    until: datetime | None = None


async def search(reader: Reader, criteria: Criteria, *, place: Place, many: int) -> list[Entry]:
    """The page of `many` entries that begins at `place`."""
    found = [
        entry
        for subject in criteria.subjects[:MOST_SUBJECTS] or ("",)
        for entry in await _page(reader, criteria, subject, place=place, many=many)
    ]
    return list(islice(sorted(found, key=lambda entry: (entry.at, entry.entry_id), reverse=True), many))


async def _page(reader: Reader, criteria: Criteria, subject: str, *, place: Place, many: int) -> list[Entry]:
    asked: dict[str, Value] = {
        "subject": subject,
        "actor": criteria.actor,
        "organisation": criteria.organisation,
        "activity": criteria.activity,
    }
    parameters: dict[str, Value] = {name: value for name, value in asked.items() if value}
    conditions = ["at <= :latest", "entry_id < :before", *(f"{name} = :{name}" for name in parameters)]
    latest = min(place.until, criteria.until) if criteria.until else place.until
    if criteria.since:
        conditions.append("at >= :since")
        parameters["since"] = criteria.since
    sql = f"SELECT {COLUMNS} FROM journal WHERE {' AND '.join(conditions)}{_NEWEST_FIRST}"  # noqa: S608 - names of this file
    rows = await reader.all(sql, latest=latest, before=place.before, many=many, **parameters)
    return [entry_of(row) for row in rows]
