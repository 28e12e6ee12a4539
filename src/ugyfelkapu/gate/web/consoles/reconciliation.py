"""Fees day by day: the gateway's statement and the tills against our books, and every difference of a day."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page.wording import day as in_words
from ugyfelkapu.foundation.page.wording import forints
from ugyfelkapu.gate.actions.consoles.money import MoneyDay, money_days, money_of
from ugyfelkapu.gate.domain.duty import Duty
from ugyfelkapu.gate.domain.gateway import LineKind
from ugyfelkapu.gate.domain.payment import PaymentState
from ugyfelkapu.gate.domain.reconciliation import Reconciliation
from ugyfelkapu.gate.domain.till import EntryKind
from ugyfelkapu.gate.domain.till_reconciliation import TillReport
from ugyfelkapu.gate.web.consoles.dates import day_of
from ugyfelkapu.gate.web.consoles.listing import Cell, Listing, headings, listing_routes
from ugyfelkapu.gate.web.consoles.room import RECONCILIATION, console_page, for_duty
from ugyfelkapu.gate.web.counter.room import CounterRoom, Desk

COLUMNS = ("day", "online_here", "online_there", "online_differences", "till_forints", "till_differences")
NUMERIC = ("online_here", "online_there", "till_forints")
ONLINE_HEAD = ("payment", "difference", "here", "gateway")
SUM_HEAD = ("clerk", "body", "way", "taken", "handed_back")
TILL_HEAD = ("clerk", "body", "receipt", "difference", "book", "elsewhere")
WORDS = frozenset({*LineKind, *PaymentState, *EntryKind})
"""What the reports say in words of the code, among amounts and days."""


def routes(room: CounterRoom) -> list[BaseRoute]:
    """The list, and a day."""
    return [
        *listing_routes(room, RECONCILIATION, Duty.SEE_MONEY, build=_listing),
        Route(f"{RECONCILIATION}/{{day}}", for_duty(room, Duty.SEE_MONEY, _show), methods=["GET"]),
    ]


async def _listing(room: CounterRoom, desk: Desk, request: Request) -> Listing:
    del request
    text = room.pages.text
    return Listing(
        page_name="console-reconciliation",
        title=text(desk.visit, "console.reconciliation.title"),
        intro=text(desk.visit, "console.reconciliation.intro"),
        columns=headings(room, desk, COLUMNS, numeric=NUMERIC),
        rows=[_row(room, desk, day) for day in await money_days(room.world, desk.clerk)],
    )


def _row(room: CounterRoom, desk: Desk, found: MoneyDay) -> tuple[Cell, ...]:
    online, tills = found.online, found.tills
    taken = sum(one.taken_forints - one.handed_back_forints for one in tills.sums) if tills else None
    iso = found.day.isoformat()
    return (
        Cell(value=iso, shown=in_words(found.day, desk.visit.language), url=f"{RECONCILIATION}/{iso}"),
        _amount(desk, online.here_forints if online else None),
        _amount(desk, online.there_forints if online else None),
        _mark(room, desk, online),
        _amount(desk, taken),
        _mark(room, desk, tills),
    )


def _amount(desk: Desk, amount: int | None) -> Cell:
    return Cell(value="–") if amount is None else Cell(value=amount, shown=forints(amount, desk.visit.language))


def _mark(room: CounterRoom, desk: Desk, report: Reconciliation | TillReport | None) -> Cell:
    if report is None:
        return Cell(value=room.pages.text(desk.visit, "console.reconciliation.none"))
    many = len(report.differences)
    if many:
        return Cell(value=room.pages.text(desk.visit, "console.reconciliation.differ", n=many))
    return Cell(value=room.pages.text(desk.visit, "console.reconciliation.agree"))


async def _show(room: CounterRoom, desk: Desk, request: Request) -> Response:
    day = day_of(request.path_params["day"])
    found = await money_of(room.world, desk.clerk, day) if day else None
    if found is None:
        raise HTTPException(404)
    values = {
        "title": room.pages.text(desk.visit, "console.reconciliation.day", day=in_words(found.day, desk.visit.language)),
        "online": found.online,
        "online_head": _heads(room, desk, ONLINE_HEAD),
        "online_rows": _online_rows(room, desk, found.online) if found.online else [],
        "tills": found.tills,
        "sum_head": _heads(room, desk, SUM_HEAD),
        "sum_rows": _sum_rows(room, desk, found.tills) if found.tills else [],
        "till_head": _heads(room, desk, TILL_HEAD),
        "till_rows": _till_rows(room, desk, found.tills) if found.tills else [],
    }
    return console_page(room, desk, "reconciliation_day.html", values=values)


def _heads(room: CounterRoom, desk: Desk, names: tuple[str, ...]) -> list[str]:
    return [room.pages.text(desk.visit, f"console.column.{name}") for name in names]


def _online_rows(room: CounterRoom, desk: Desk, report: Reconciliation) -> list[tuple[str, ...]]:
    return [
        (
            one.payment_id,
            room.pages.text(desk.visit, f"console.online_difference.{one.kind}"),
            _said(room, desk, one.here),
            _said(room, desk, one.there),
        )
        for one in report.differences
    ]


def _sum_rows(room: CounterRoom, desk: Desk, report: TillReport) -> list[tuple[str, ...]]:
    language = desk.visit.language
    return [
        (
            report.names.get(one.owner.clerk_id, one.owner.clerk_id),
            report.names.get(one.owner.body_id, one.owner.body_id),
            room.pages.text(desk.visit, f"counter.payment.{one.way}"),
            f"{one.taken_count}: {forints(one.taken_forints, language)}",
            f"{one.handed_back_count}: {forints(one.handed_back_forints, language)}",
        )
        for one in report.sums
    ]


def _till_rows(room: CounterRoom, desk: Desk, report: TillReport) -> list[tuple[str, ...]]:
    return [
        (
            report.names.get(one.owner.clerk_id, one.owner.clerk_id),
            report.names.get(one.owner.body_id, one.owner.body_id),
            one.number or "–",
            room.pages.text(desk.visit, f"console.till_difference.{one.kind}"),
            _said(room, desk, one.here),
            _said(room, desk, one.there),
        )
        for one in report.differences
    ]


def _said(room: CounterRoom, desk: Desk, told: str) -> str:
    words = (room.pages.text(desk.visit, f"console.money.{word}") if word in WORDS else word for word in told.split())
    return " ".join(words) or "–"
