"""A table that sorts, filters and is taken along: the address says how it is shown, so that no script is needed."""

import csv
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from io import StringIO
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.folding import fold
from ugyfelkapu.foundation.page.download import download
from ugyfelkapu.foundation.page.form import read_query
from ugyfelkapu.gate.domain.duty import Duty
from ugyfelkapu.gate.web.consoles.room import console_page, for_duty
from ugyfelkapu.gate.web.counter.room import CounterRoom, Desk

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One value: how it sorts and is exported, how it is shown, and where it leads."""

    value: str | int
    shown: str = ""
    url: str = ""

    @property
    def text(self) -> str:
        """What stands in the table."""
        return self.shown or str(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column and its heading; `sort_url` and `order` say how it is sorted."""

    name: str
    heading: str
    is_numeric: bool = False
    sort_url: str = ""
    order: str = "none"
    """As `aria-sort` has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A table, and what stands around it on its page."""

    page_name: str
    title: str
    intro: str
    columns: tuple[Column, ...]
    rows: list[tuple[Cell, ...]]
    kept: dict[str, str] = field(default_factory=dict)
    """What else the address carries: days, a grouping."""
    groups: tuple[tuple[str, str, bool], ...] = ()
    """Other views of the same: name, address, whether it is this one."""
    days: tuple[str, str] | None = None
    """First and last day, where the page asks for them."""
    actions: tuple[tuple[str, str], ...] = ()
    """What can be begun here: name and address."""
    query: str = ""
    export_url: str = ""


Build = Callable[[CounterRoom, Desk, Request], Awaitable[Listing]]


def listing_routes(room: CounterRoom, path: str, duty: Duty, *, build: Build) -> list[BaseRoute]:
    """The page and its export."""

    async def show(room: CounterRoom, desk: Desk, request: Request) -> Response:
        listing = arranged(await build(room, desk, request), request, path=path)
        return console_page(room, desk, "list.html", values={"listing": listing, "page_name": listing.page_name, "path": path})

    async def export(room: CounterRoom, desk: Desk, request: Request) -> Response:
        listing = arranged(await build(room, desk, request), request, path=path)
        name = f"{listing.page_name}.csv"
        return download(room.pages, as_csv(listing), name=name, media_type="text/csv; charset=utf-8")

    return [
        Route(f"{path}.csv", for_duty(room, duty, export), methods=["GET"]),
        Route(path, for_duty(room, duty, show), methods=["GET"]),
    ]


def arranged(listing: Listing, request: Request, *, path: str) -> Listing:
    """The listing as the address wants it: only rows with the words looked for, in the order of a column."""
    asked = read_query(request)
    query, by, descends = asked.text("q"), asked.text("sort"), asked.text("dir") == "desc"
    rows = [row for row in listing.rows if fold(query) in fold(" ".join(cell.text for cell in row))]
    place = next((number for number, column in enumerate(listing.columns) if column.name == by), None)
    if place is not None:
        rows.sort(key=lambda row: _sort_key(row[place]), reverse=descends)
    kept = listing.kept | ({"q": query} if query else {})
    columns = tuple(_headed(column, path=path, kept=kept, order=_order(column, by, descends)) for column in listing.columns)
    chosen = kept | ({"sort": by, "dir": "desc" if descends else "asc"} if place is not None else {})
    return replace(listing, rows=rows, columns=columns, query=query, export_url=f"{path}.csv?{urlencode(chosen)}")


def as_csv(listing: Listing) -> bytes:
    """UTF-8 with a mark, so that spreadsheets read the accents; a text that would be a formula is set as text."""
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow([column.heading for column in listing.columns])
    writer.writerows([[_plain(cell) for cell in row] for row in listing.rows])
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def headings(room: CounterRoom, desk: Desk, names: Sequence[str], *, numeric: Sequence[str] = ()) -> tuple[Column, ...]:
    """Columns with their headings from the catalogue."""
    return tuple(
        Column(name=name, heading=room.pages.text(desk.visit, f"console.column.{name}"), is_numeric=name in numeric)
        for name in names
    )


def _sort_key(cell: Cell) -> tuple[int, str]:
    return (cell.value, "") if isinstance(cell.value, int) else (0, fold(cell.value))


def _order(column: Column, by: str, descends: object) -> str:
    if column.name != by:
        return "none"
    return "descending" if descends else "ascending"


def _headed(column: Column, *, path: str, kept: dict[str, str], order: str) -> Column:
    target = kept | {"sort": column.name, "dir": "desc" if order == "ascending" else "asc"}
    return replace(column, sort_url=f"{path}?{urlencode(target)}", order=order)


def _plain(cell: Cell) -> str | int:
    if isinstance(cell.value, str) and cell.value.startswith(_FORMULA):
        return f"'{cell.value}"
    return cell.value
