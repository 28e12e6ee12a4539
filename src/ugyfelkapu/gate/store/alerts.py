"""Alerts in the database, and the counts they come from."""

from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Row, Transaction
from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.gate.domain.alert import Alert, AlertId, AlertKind, Sighting
from ugyfelkapu.gate.domain.office import BodyId, ClerkId

_RAISE = """
    INSERT INTO alert (alert_id, kind, body_id, clerk_id, day, many, threshold, raised_at)
    VALUES (:alert_id, :kind, :body_id, :clerk_id, :day, :many, :threshold, :now)
        ON CONFLICT (kind, clerk_id, day) DO UPDATE SET many = excluded.many WHERE alert.closed_at IS NULL
"""
_SELECT = """
    SELECT alert.alert_id, alert.kind, alert.body_id, alert.clerk_id, alert.day, alert.many, alert.threshold, alert.raised_at,
           alert.closed_at, alert.note, clerk.username, body.name AS body_name, closer.username AS closer
      FROM alert
      JOIN clerk ON clerk.clerk_id = alert.clerk_id
      JOIN registration_body AS body ON body.body_id = alert.body_id
      LEFT JOIN clerk AS closer ON closer.clerk_id = alert.closed_by
"""
_NEWEST = _SELECT + " ORDER BY alert.raised_at DESC LIMIT :many"
_OF_BODY = _SELECT + " WHERE alert.body_id = :body_id ORDER BY alert.raised_at DESC LIMIT :many"
_ONE = _SELECT + " WHERE alert.alert_id = :alert_id"
_CLOSE = """
    UPDATE alert SET closed_by = :clerk_id, closed_at = :now, note = :note
     WHERE alert_id = :alert_id AND closed_at IS NULL
 RETURNING alert_id
"""
_LOOK_UPS = """
    SELECT journal.actor AS clerk_id, clerk.body_id, count(*) AS many
      FROM journal JOIN clerk ON clerk.clerk_id = journal.actor
     WHERE journal.activity = 'register_look_up' AND journal.outcome = 'asked'
       AND journal.at >= :since AND journal.at < :until
     GROUP BY journal.actor, clerk.body_id
"""
_SERVED = """
    SELECT actor AS clerk_id, count(*) AS many FROM journal
     WHERE activity IN ('register_at_counter', 'confirm_identity_at_counter') AND outcome = 'done'
       AND at >= :since AND at < :until
     GROUP BY actor
"""


async def raise_alert(tx: Transaction, sighting: Sighting, *, now: datetime) -> None:
    """Raise it, or bring its count up to date while nobody has closed it."""
    await tx.execute(
        _RAISE,
        alert_id=identifier(now),
        kind=sighting.kind,
        body_id=sighting.body_id,
        clerk_id=sighting.clerk_id,
        day=sighting.day,
        many=sighting.many,
        threshold=sighting.threshold,
        now=now,
    )


async def newest(reader: Reader, *, body_id: BodyId | None, many: int) -> list[Alert]:
    """The newest, of one body or all."""
    rows = await (reader.all(_OF_BODY, body_id=body_id, many=many) if body_id else reader.all(_NEWEST, many=many))
    return [_alert(row) for row in rows]


async def find(reader: Reader, alert_id: str) -> Alert | None:
    """One of them."""
    row = await reader.one_or_none(_ONE, alert_id=alert_id)
    return _alert(row) if row else None


async def close(tx: Transaction, alert_id: AlertId, *, clerk_id: ClerkId, note: str, now: datetime) -> bool:
    """Close it with what was found; once."""
    return await tx.one_or_none(_CLOSE, alert_id=alert_id, clerk_id=clerk_id, note=note, now=now) is not None


async def look_ups(reader: Reader, *, since: datetime, until: datetime) -> dict[ClerkId, tuple[BodyId, int]]:
    """How often each clerk asked the registers, and the body they are at."""
    rows = await reader.all(_LOOK_UPS, since=since, until=until)
    return {ClerkId(row.text("clerk_id")): (BodyId(row.text("body_id")), row.number("many")) for row in rows}


async def served(reader: Reader, *, since: datetime, until: datetime) -> dict[ClerkId, int]:
    """How many people each clerk registered or served."""
    rows = await reader.all(_SERVED, since=since, until=until)
    return {ClerkId(row.text("clerk_id")): row.number("many") for row in rows}


def _alert(row: Row) -> Alert:
    sighting = Sighting(
        kind=AlertKind(row.text("kind")),
        body_id=BodyId(row.text("body_id")),
        clerk_id=ClerkId(row.text("clerk_id")),
        day=row.day("day"),
        many=row.number("many"),
        threshold=row.number("threshold"),
    )
    return Alert(
        alert_id=AlertId(row.text("alert_id")),
        sighting=sighting,
        clerk_username=row.text("username"),
        body_name=row.text("body_name"),
        raised_at=row.instant("raised_at"),
        closed_by=row.text_or_none("closer"),
        closed_at=row.instant_or_none("closed_at"),
        note=row.text("note"),
    )
