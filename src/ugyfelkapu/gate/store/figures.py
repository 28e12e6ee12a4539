"""What the journal holds, counted by day: days that are over once, the others when asked."""

from dataclasses import dataclass
from datetime import date, datetime

from ugyfelkapu.foundation.database import Reader, Transaction

COUNTED = (
    "register_look_up",
    "refuse_registration",
    "register_at_counter",
    "register_online",
    "apply_online",
    "confirm_identity_at_counter",
    "sign_in",
)
_ACTIVITIES = ", ".join(f"'{activity}'" for activity in COUNTED)

# Whoever signs in is the actor of the entry: only clerks' own ids are kept, so that no figure is about a citizen.
_COUNT = f"""
    SELECT journal.activity, journal.outcome,
           CASE WHEN journal.outcome = 'clerk_refused' THEN journal.reason ELSE '' END AS why,
           CASE WHEN clerk.clerk_id IS NULL THEN '' ELSE journal.organisation END AS body_id,
           coalesce(clerk.clerk_id, '') AS clerk, count(*) AS many
      FROM journal LEFT JOIN clerk ON clerk.clerk_id = journal.actor
     WHERE journal.activity IN ({_ACTIVITIES}) AND journal.at >= :since AND journal.at < :until
     GROUP BY 1, 2, 3, 4, 5
"""  # noqa: S608 - made of this file's constants
_KEEP = """
    INSERT INTO daily_figure (day, activity, outcome, reason, body_id, clerk_id, many)
    VALUES (:day, :activity, :outcome, :reason, :body_id, :clerk_id, :many)
"""
_CLAIM = "INSERT INTO counted_day (day) VALUES (:day) ON CONFLICT (day) DO NOTHING RETURNING day"
_COUNTED_DAYS = "SELECT day FROM counted_day WHERE day >= :first AND day <= :last"
_LAST_COUNTED = "SELECT max(day) AS day FROM counted_day"
_FIRST_ENTRY = "SELECT min(at) AS at FROM journal"
_KEPT = """
    SELECT day, activity, outcome, reason, body_id, clerk_id, many FROM daily_figure
     WHERE day >= :first AND day <= :last
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """How often something happened on a day, at a body and by a clerk; both are empty for what citizens did."""

    day: date
    activity: str
    outcome: str
    reason: str
    body_id: str
    clerk_id: str
    many: int


async def counted_now(reader: Reader, day: date, *, since: datetime, until: datetime) -> list[Figure]:
    """The figures of a day, from the journal itself."""
    return [
        Figure(
            day=day,
            activity=row.text("activity"),
            outcome=row.text("outcome"),
            reason=row.text("why"),
            body_id=row.text("body_id"),
            clerk_id=row.text("clerk"),
            many=row.number("many"),
        )
        for row in await reader.all(_COUNT, since=since, until=until)
    ]


async def keep_day(tx: Transaction, day: date, *, since: datetime, until: datetime) -> None:
    """Count a day that is over, and keep it; a day that is kept stays as it is."""
    if await tx.one_or_none(_CLAIM, day=day) is None:
        return
    for figure in await counted_now(tx, day, since=since, until=until):
        await tx.execute(
            _KEEP,
            day=day,
            activity=figure.activity,
            outcome=figure.outcome,
            reason=figure.reason,
            body_id=figure.body_id,
            clerk_id=figure.clerk_id,
            many=figure.many,
        )


async def last_counted(reader: Reader) -> date | None:
    """The last day that is kept."""
    return (await reader.one(_LAST_COUNTED)).day_or_none("day")


async def first_entry_at(reader: Reader) -> datetime | None:
    """When the journal begins."""
    return (await reader.one(_FIRST_ENTRY)).instant_or_none("at")


async def counted_days(reader: Reader, first: date, last: date) -> set[date]:
    """Which days of these are kept."""
    return {row.day("day") for row in await reader.all(_COUNTED_DAYS, first=first, last=last)}


async def kept(reader: Reader, first: date, last: date) -> list[Figure]:
    """The kept figures of these days."""
    return [
        Figure(
            day=row.day("day"),
            activity=row.text("activity"),
            outcome=row.text("outcome"),
            reason=row.text("reason"),
            body_id=row.text("body_id"),
            clerk_id=row.text("clerk_id"),
            many=row.number("many"),
        )
        for row in await reader.all(_KEPT, first=first, last=last)
    ]
