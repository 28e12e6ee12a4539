"""A day of the tills as the database has it from every side: book, payments, decisions, numbers of receipts, closings."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from ugyfelkapu.foundation.database import Reader, Row, Transaction
from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.foundation.policy import LEGAL_TIME
from ugyfelkapu.gate.domain.office import BodyId, ClerkId
from ugyfelkapu.gate.domain.payment import PaymentState
from ugyfelkapu.gate.domain.till import ClosedDay, Closing, series_of
from ugyfelkapu.gate.domain.till_reconciliation import BookLine, Oddity, Owner, Stretch, TillDifferenceKind
from ugyfelkapu.gate.store.tills import entry_of

_BOOK = """
    SELECT till_entry.payment_id, till_entry.kind, till_entry.till_number, till_entry.body_id, till_entry.clerk_id,
           till_entry.way, till_entry.amount_forints, till_entry.booked_at, payment.state, payment.gate_id,
           payment.amount_forints AS payment_forints, fee_decision.amount_forints AS fee_forints
      FROM till_entry
      LEFT JOIN payment ON payment.payment_id = till_entry.payment_id
      LEFT JOIN fee_decision ON fee_decision.gate_id = payment.gate_id
     WHERE till_entry.booked_on = :day
     ORDER BY till_entry.booked_at, till_entry.till_number
"""
_UNPAID = """
    SELECT gate.registered_by_body AS body_id, gate.registered_by_clerk AS clerk_id, fee_decision.amount_forints AS fee_forints
      FROM fee_decision JOIN gate ON gate.gate_id = fee_decision.gate_id
     WHERE fee_decision.decided_at >= :since AND fee_decision.decided_at < :until AND fee_decision.amount_forints > 0
       AND gate.registered_by_clerk IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM payment WHERE payment.gate_id = fee_decision.gate_id)
     ORDER BY gate.registered_by_body, gate.registered_by_clerk
"""
_NOT_ENTERED = """
    SELECT payment.body_id, payment.clerk_id, payment.till_number, payment.state, payment.amount_forints
      FROM payment
     WHERE payment.way <> 'online'
       AND ((payment.paid_on = :day AND NOT EXISTS (SELECT 1 FROM till_entry
                WHERE till_entry.payment_id = payment.payment_id AND till_entry.kind = 'taken'))
         OR (payment.refunded_on = :day AND NOT EXISTS (SELECT 1 FROM till_entry
                WHERE till_entry.payment_id = payment.payment_id AND till_entry.kind = 'handed_back')))
     ORDER BY payment.till_number
"""
_DOUBLE = """
    SELECT till_entry.body_id, till_entry.clerk_id, till_entry.till_number, other.till_number AS other_number
      FROM till_entry
      JOIN till_entry AS other ON other.body_id = till_entry.body_id AND other.series = till_entry.series
                              AND other.serial = till_entry.serial AND other.till_number <> till_entry.till_number
     WHERE till_entry.booked_on = :day
       AND (other.booked_at < till_entry.booked_at
            OR (other.booked_at = till_entry.booked_at AND other.till_number < till_entry.till_number))
     ORDER BY till_entry.till_number
"""
_BEFORE = """
    SELECT max(serial) AS serial FROM till_entry
     WHERE body_id = :body_id AND series = :series AND serial < :lowest AND booked_on < :day
"""
_SERIALS = """
    SELECT DISTINCT serial FROM till_entry
     WHERE body_id = :body_id AND series = :series AND serial >= :low AND serial <= :high ORDER BY serial
"""
_CLOSE = """
    INSERT INTO till_closing (closing_id, body_id, clerk_id, day, cash_forints, sales_count, sales_forints, refunds_count,
                              refunds_forints, closed_at)
    VALUES (:closing_id, :body_id, :clerk_id, :day, :cash_forints, :sales_count, :sales_forints, :refunds_count,
            :refunds_forints, :now)
"""
_CLOSINGS = """
    SELECT body_id, clerk_id, day, cash_forints, sales_count, sales_forints, refunds_count, refunds_forints, closed_at
      FROM till_closing
     WHERE day = :day ORDER BY closing_id
"""
_FIRST = "SELECT min(booked_on) AS day FROM till_entry"


async def book(reader: Reader, day: date) -> list[BookLine]:
    """Every entry of a day."""
    return [_line(row) for row in await reader.all(_BOOK, day=day)]


async def unpaid(reader: Reader, day: date) -> list[Oddity]:
    """The gates of a day that had a fee, were opened at a counter, and for which there is no payment at all."""
    since = datetime.combine(day, time(), LEGAL_TIME).astimezone(UTC)
    until = datetime.combine(day + timedelta(days=1), time(), LEGAL_TIME).astimezone(UTC)
    rows = await reader.all(_UNPAID, since=since, until=until)
    kind = TillDifferenceKind.UNPAID
    return [Oddity(kind=kind, owner=_owner(row), number="", here="", there=str(row.number("fee_forints"))) for row in rows]


async def not_entered(reader: Reader, day: date) -> list[Oddity]:
    """Payments that were taken or handed back at a counter that day, and of which the book says nothing."""
    return [
        Oddity(
            kind=TillDifferenceKind.BOOK,
            owner=_owner(row),
            number=row.text("till_number"),
            here="",
            there=f"{row.text('state')} {row.number('amount_forints')}",
        )
        for row in await reader.all(_NOT_ENTERED, day=day)
    ]


async def doubles(reader: Reader, day: date) -> list[Oddity]:
    """Receipts of a day that the body has entered before, written differently."""
    return [
        Oddity(
            kind=TillDifferenceKind.DOUBLE,
            owner=_owner(row),
            number=row.text("till_number"),
            here=row.text("till_number"),
            there=row.text("other_number"),
        )
        for row in await reader.all(_DOUBLE, day=day)
    ]


async def stretches(reader: Reader, day: date, lines: Iterable[BookLine]) -> list[Stretch]:
    """Of each series that a body used that day, the numbers it has."""
    used: dict[tuple[BodyId, str], list[tuple[int, ClerkId]]] = {}
    for line in lines:
        series, serial = series_of(line.entry.number)
        if serial is not None:
            used.setdefault((line.entry.body_id, series), []).append((serial, line.entry.clerk_id))
    return [
        await _stretch(reader, day, body_id=body_id, series=series, serials=serials)
        for (body_id, series), serials in sorted(used.items())
    ]


async def close_day(tx: Transaction, closed: ClosedDay) -> None:
    """Keep how a clerk's day ended; an earlier word about it stays, and does not count any more."""
    closing = closed.closing
    await tx.execute(
        _CLOSE,
        closing_id=identifier(closed.closed_at),
        body_id=closed.body_id,
        clerk_id=closed.clerk_id,
        day=closed.day,
        cash_forints=closing.cash_forints,
        sales_count=closing.sales_count,
        sales_forints=closing.sales_forints,
        refunds_count=closing.refunds_count,
        refunds_forints=closing.refunds_forints,
        now=closed.closed_at,
    )


async def closings(reader: Reader, day: date) -> list[ClosedDay]:
    """How a day ended, the newest word of each clerk."""
    rows = await reader.all(_CLOSINGS, day=day)
    newest = {(row.text("body_id"), row.text("clerk_id")): row for row in rows}
    return [_closed(row) for row in newest.values()]


async def first_day(reader: Reader) -> date | None:
    """The day of the first entry."""
    return (await reader.one(_FIRST)).day_or_none("day")


async def _stretch(reader: Reader, day: date, *, body_id: BodyId, series: str, serials: list[tuple[int, ClerkId]]) -> Stretch:
    lowest, (highest, clerk_id) = min(serials)[0], max(serials)
    before = await reader.one(_BEFORE, body_id=body_id, series=series, lowest=lowest, day=day)
    low = before.number_or_none("serial")
    rows = await reader.all(_SERIALS, body_id=body_id, series=series, low=lowest if low is None else low, high=highest)
    return Stretch(
        owner=Owner(body_id=body_id, clerk_id=clerk_id),
        series=series,
        serials=tuple(row.number("serial") for row in rows),
    )


def _line(row: Row) -> BookLine:
    state = row.text_or_none("state")
    return BookLine(
        entry=entry_of(row),
        payment_state=PaymentState(state) if state else None,
        payment_forints=row.number_or_none("payment_forints") or 0,
        opened_gate=row.text_or_none("gate_id") is not None,
        fee_forints=row.number_or_none("fee_forints"),
    )


def _closed(row: Row) -> ClosedDay:
    closing = Closing(
        cash_forints=row.number("cash_forints"),
        sales_count=row.number("sales_count"),
        sales_forints=row.number("sales_forints"),
        refunds_count=row.number("refunds_count"),
        refunds_forints=row.number("refunds_forints"),
    )
    owner = _owner(row)
    return ClosedDay(
        body_id=owner.body_id, clerk_id=owner.clerk_id, day=row.day("day"), closing=closing, closed_at=row.instant("closed_at")
    )


def _owner(row: Row) -> Owner:
    return Owner(body_id=BodyId(row.text("body_id")), clerk_id=ClerkId(row.text("clerk_id")))
