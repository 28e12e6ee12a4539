"""The clerks' work: look-ups, registrations, refusals and services by clerk, by day or by reason."""

from collections import Counter
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.routing import BaseRoute

from ugyfelkapu.foundation.page.form import read_query
from ugyfelkapu.foundation.page.wording import day as in_words
from ugyfelkapu.gate.actions.consoles.figures import Span, figures_for
from ugyfelkapu.gate.actions.consoles.tally import Measure, error_percent, measure_of, refusal_of, tally
from ugyfelkapu.gate.domain.duty import Duty
from ugyfelkapu.gate.store import staff
from ugyfelkapu.gate.store.figures import Figure
from ugyfelkapu.gate.web.consoles.dates import span_asked
from ugyfelkapu.gate.web.consoles.journal_words import wording
from ugyfelkapu.gate.web.consoles.listing import Cell, Listing, headings, listing_routes
from ugyfelkapu.gate.web.consoles.room import STAFF, WORK
from ugyfelkapu.gate.web.counter.room import CounterRoom, Desk

GROUPS = ("clerk", "day", "reason")
MEASURES = (Measure.LOOK_UPS, Measure.REGISTRATIONS, Measure.SERVED, Measure.REFUSALS)


def routes(room: CounterRoom) -> list[BaseRoute]:
    """One table, seen in three ways."""
    return listing_routes(room, WORK, Duty.SEE_WORK, build=_listing)


async def _listing(room: CounterRoom, desk: Desk, request: Request) -> Listing:
    span = span_asked(desk, request)
    asked = read_query(request).text("group")
    group = asked if asked in GROUPS else GROUPS[0]
    figures = [figure for figure in await figures_for(room.world, desk.clerk, span) if figure.clerk_id]
    text = room.pages.text
    days = {"first": span.first.isoformat(), "last": span.last.isoformat()}
    names = [group, "refusals"] if group == "reason" else [group, *MEASURES, "error_rate"]
    return Listing(
        page_name="console-work",
        title=text(desk.visit, "console.work.title"),
        intro=text(desk.visit, "console.work.intro"),
        columns=headings(room, desk, names, numeric=names[1:]),
        rows=await _rows(room, desk, figures, group=group, span=span),
        kept=days | {"group": group},
        groups=tuple(
            (text(desk.visit, f"console.by.{each}"), f"{WORK}?{urlencode(days | {'group': each})}", each == group)
            for each in GROUPS
        ),
        days=(days["first"], days["last"]),
    )


async def _rows(room: CounterRoom, desk: Desk, figures: list[Figure], *, group: str, span: Span) -> list[tuple[Cell, ...]]:
    if group == "reason":
        refused = [figure for figure in figures if measure_of(figure) is Measure.REFUSALS]
        by_reason, said = tally(refused, refusal_of), wording(room, desk.visit)
        return [
            (Cell(value=said.refusal(reason)), Cell(value=counted[Measure.REFUSALS])) for reason, counted in by_reason.items()
        ]
    if group == "day":
        by_day = tally(figures, lambda figure: figure.day.isoformat())
        return [
            (Cell(value=day.isoformat(), shown=in_words(day, desk.visit.language)), *_counts(by_day.get(day.isoformat())))
            for day in span.days()
        ]
    by_clerk = tally(figures, lambda figure: figure.clerk_id)
    known = await staff.usernames(room.world.database.reader, set(by_clerk))
    return [
        (Cell(value=known.get(clerk_id, clerk_id), url=f"{STAFF}/{clerk_id}"), *_counts(counted))
        for clerk_id, counted in by_clerk.items()
    ]


def _counts(counted: Counter[Measure] | None) -> tuple[Cell, ...]:
    found = counted or Counter()
    percent = error_percent(found)
    return (*(Cell(value=found[measure]) for measure in MEASURES), Cell(value=percent, shown=f"{percent} %"))
