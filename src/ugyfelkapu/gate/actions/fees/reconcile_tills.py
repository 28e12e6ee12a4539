"""Compare a day at the tills with the decisions about fees, the numbers of receipts and the closings (`domain.md R11`)."""

from dataclasses import replace
from datetime import date, timedelta

from ugyfelkapu.foundation.database import Reader
from ugyfelkapu.foundation.policy import LEGAL_TIME
from ugyfelkapu.gate.domain.till_reconciliation import (
    Oddity,
    TillReport,
    book_differences,
    closing_differences,
    gaps,
    sums,
)
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import till_books, till_reports

MOST_REPORTS = 100


async def reconcile_tills(world: GateWorld, day: date) -> TillReport:
    """The day's report, kept in the place of an earlier one; no personal data of citizens are in it."""
    now = world.clock.now()
    async with world.database.transaction() as tx:
        lines = await till_books.book(tx, day)
        booked = sums(lines)
        found = [
            *book_differences(lines),
            *await till_books.unpaid(tx, day),
            *await till_books.not_entered(tx, day),
            *await till_books.doubles(tx, day),
            *(gap for stretch in await till_books.stretches(tx, day, lines) for gap in gaps(stretch)),
            *closing_differences(booked, await till_books.closings(tx, day)),
        ]
        report = TillReport(day=day, made_at=now, sums=booked, differences=tuple(sorted(found, key=_place)), names={})
        await till_reports.keep(tx, report)
        kept = await till_reports.of_day(tx, day)
    return replace(report, names=kept.names if kept else {})


async def reconcile_next_tills(world: GateWorld) -> int:
    """The worker's: make the oldest report that is missing, up to yesterday's; whether there was one to make."""
    day = await _next_day(world.database.reader)
    if day is None or day >= world.clock.now().astimezone(LEGAL_TIME).date():
        return 0
    await reconcile_tills(world, day)
    return 1


async def till_reports_of(world: GateWorld) -> list[TillReport]:
    """The newest reports, newest first, for the operator's eyes."""
    return await till_reports.newest(world.database.reader, many=MOST_REPORTS)


async def till_report_of(world: GateWorld, day: date) -> TillReport | None:
    """The report of a day, if one was made."""
    return await till_reports.of_day(world.database.reader, day)


async def _next_day(reader: Reader) -> date | None:
    last = await till_reports.last_day(reader)
    return last + timedelta(days=1) if last else await till_books.first_day(reader)


def _place(oddity: Oddity) -> tuple[str, str, str, str, str]:
    return (oddity.owner.body_id, oddity.owner.clerk_id, oddity.kind, oddity.number, oddity.there)
