"""Statistics: registrations, sign-ins and refusals, by day, body and reason; each plot with its figures beside it."""

from collections.abc import Callable
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page.form import read_query
from ugyfelkapu.foundation.page.headers import page_headers
from ugyfelkapu.foundation.page.wording import day as in_words
from ugyfelkapu.gate.actions.consoles.figures import Span, figures_for
from ugyfelkapu.gate.actions.consoles.tally import Measure, measure_of, refusal_of, tally
from ugyfelkapu.gate.domain.duty import Duty, require
from ugyfelkapu.gate.store.figures import Figure
from ugyfelkapu.gate.web.consoles.dates import span_asked
from ugyfelkapu.gate.web.consoles.journal_words import wording
from ugyfelkapu.gate.web.consoles.listing import Cell, Listing, headings, listing_routes
from ugyfelkapu.gate.web.consoles.plots import Plot, body_names, plots
from ugyfelkapu.gate.web.consoles.room import STATISTICS, console_page, for_duty
from ugyfelkapu.gate.web.counter.room import CounterRoom, Desk

MEASURES = tuple(Measure)


def routes(room: CounterRoom) -> list[BaseRoute]:
    """The page, its plots, and the tables to take along."""
    tables = [
        route
        for group, build in (("days", _by_day), ("bodies", _by_body), ("reasons", _by_reason))
        for route in listing_routes(room, f"{STATISTICS}/{group}", Duty.SEE_STATISTICS, build=build)
    ]
    return [
        *tables,
        Route(f"{STATISTICS}/{{plot}}.svg", for_duty(room, Duty.SEE_STATISTICS, _plot), methods=["GET"]),
        Route(STATISTICS, for_duty(room, Duty.SEE_STATISTICS, _show), methods=["GET"]),
    ]


async def _show(room: CounterRoom, desk: Desk, request: Request) -> Response:
    span, body_id = span_asked(desk, request), read_query(request).text("body")
    bodies = [(key, name) for key, name in (await body_names(room, desk)).items() if key]
    kept = _kept(span, body_id)
    values = {
        "plots": [(plot, f"{STATISTICS}/{plot.name}.svg?{urlencode(kept)}") for plot in await _plots(room, desk, request)],
        "kept": kept,
        "bodies": [("", room.pages.text(desk.visit, "console.statistics.every_body")), *bodies],
        "tables": [
            (room.pages.text(desk.visit, f"console.by.{name}"), f"{STATISTICS}/{group}?{urlencode(kept)}")
            for name, group in (("day", "days"), ("body", "bodies"), ("reason", "reasons"))
        ],
    }
    return console_page(room, desk, "statistics.html", values=values)


async def _plot(room: CounterRoom, desk: Desk, request: Request) -> Response:
    drawn = {plot.name: plot for plot in await _plots(room, desk, request)}
    plot = drawn.get(request.path_params["plot"])
    if plot is None:
        raise HTTPException(404)
    headers = page_headers(secure=room.pages.cookies.secure)
    return Response(plot.svg(), media_type="image/svg+xml", headers=headers)


async def _plots(room: CounterRoom, desk: Desk, request: Request) -> list[Plot]:
    return await plots(room, desk, await _figures(room, desk, request), span=span_asked(desk, request))


async def _by_day(room: CounterRoom, desk: Desk, request: Request) -> Listing:
    rows = await _grouped(room, desk, request, group=lambda figure: figure.day.isoformat())
    shown = {day.isoformat(): in_words(day, desk.visit.language) for day in span_asked(desk, request).days()}
    return _table(room, desk, request, name="day", rows=[(Cell(value=key, shown=shown[key]), *cells) for key, cells in rows])


async def _by_body(room: CounterRoom, desk: Desk, request: Request) -> Listing:
    rows = await _grouped(room, desk, request, group=lambda figure: figure.body_id)
    names = await body_names(room, desk)
    told = [(Cell(value=names.get(key, names[""])), *cells) for key, cells in rows]
    return _table(room, desk, request, name="body", rows=told)


async def _by_reason(room: CounterRoom, desk: Desk, request: Request) -> Listing:
    figures = await _figures(room, desk, request)
    refused = tally((each for each in figures if measure_of(each) is Measure.REFUSALS), refusal_of)
    said = wording(room, desk.visit)
    rows: list[tuple[Cell, ...]] = [
        (Cell(value=said.refusal(reason)), Cell(value=counted[Measure.REFUSALS])) for reason, counted in refused.items()
    ]
    return _table(room, desk, request, name="reason", rows=rows)


async def _grouped(
    room: CounterRoom, desk: Desk, request: Request, *, group: Callable[[Figure], str]
) -> list[tuple[str, tuple[Cell, ...]]]:
    counted = tally(await _figures(room, desk, request), group)
    return [(key, tuple(Cell(value=counted[key][measure]) for measure in MEASURES)) for key in sorted(counted)]


def _table(room: CounterRoom, desk: Desk, request: Request, *, name: str, rows: list[tuple[Cell, ...]]) -> Listing:
    span, text = span_asked(desk, request), room.pages.text
    names = [name, "refusals"] if name == "reason" else [name, *MEASURES]
    return Listing(
        page_name="console-statistics-table",
        title=text(desk.visit, "console.statistics.title"),
        intro=text(desk.visit, "console.statistics.intro"),
        columns=headings(room, desk, names, numeric=names[1:]),
        rows=rows,
        kept=_kept(span, read_query(request).text("body")),
        days=(span.first.isoformat(), span.last.isoformat()),
    )


async def _figures(room: CounterRoom, desk: Desk, request: Request) -> list[Figure]:
    require(desk.clerk, Duty.SEE_STATISTICS)
    body_id = read_query(request).text("body")
    found = await figures_for(room.world, desk.clerk, span_asked(desk, request))
    return [figure for figure in found if not body_id or figure.body_id == body_id]


def _kept(span: Span, body_id: str) -> dict[str, str]:
    days = {"first": span.first.isoformat(), "last": span.last.isoformat()}
    return days | ({"body": body_id} if body_id else {})
