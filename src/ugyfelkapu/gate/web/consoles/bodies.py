"""Registration bodies: the list, and a new one proposed."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.gate.actions.consoles.propose import Flaw, propose
from ugyfelkapu.gate.domain.duty import Duty
from ugyfelkapu.gate.domain.identity import name_part_of
from ugyfelkapu.gate.domain.office import BodyKind
from ugyfelkapu.gate.domain.proposal import FoundBody
from ugyfelkapu.gate.store import offices, staff
from ugyfelkapu.gate.web.consoles.listing import Cell, Listing, headings, listing_routes
from ugyfelkapu.gate.web.consoles.room import BODIES, PROPOSALS, console_page, for_duty
from ugyfelkapu.gate.web.counter.room import CounterRoom, Desk

NEW = f"{BODIES}/new"
MOST_LISTED = 2000


def routes(room: CounterRoom) -> list[BaseRoute]:
    """The list and the form."""
    return [
        *listing_routes(room, BODIES, Duty.RULE, build=_listing),
        Route(NEW, for_duty(room, Duty.RULE, _show), methods=["GET"]),
        Route(NEW, for_duty(room, Duty.RULE, _take), methods=["POST"]),
    ]


async def _listing(room: CounterRoom, desk: Desk, request: Request) -> Listing:
    del request
    reader, text = room.world.database.reader, room.pages.text
    clerks = [clerk.body.body_id for clerk in await offices.everybody(reader, many=MOST_LISTED)]
    return Listing(
        page_name="console-bodies",
        title=text(desk.visit, "console.bodies.title"),
        intro=text(desk.visit, "console.bodies.intro"),
        columns=headings(room, desk, ["body", "body_kind", "clerks"], numeric=["clerks"]),
        rows=[
            (
                Cell(value=body.name),
                Cell(value=text(desk.visit, f"counter.kind.{body.kind}")),
                Cell(value=clerks.count(body.body_id)),
            )
            for body in await staff.bodies(reader, many=MOST_LISTED)
        ],
        actions=((text(desk.visit, "console.bodies.new"), NEW),),
    )


async def _show(room: CounterRoom, desk: Desk, request: Request) -> Response:
    del request  # an empty form for everybody
    return _page(room, desk, {"name": "", "kind": BodyKind.GOVERNMENT_WINDOW.value})


async def _take(room: CounterRoom, desk: Desk, request: Request) -> Response:
    form = await room.pages.form(request)
    raw = {"name": form.text("name"), "kind": form.text("kind")}
    name = name_part_of(raw["name"])
    if name is None or raw["kind"] not in set(BodyKind):
        return _page(room, desk, raw, flaw=Flaw.BAD_VALUE)
    outcome = await propose(room.world, desk.clerk, FoundBody(kind=BodyKind(raw["kind"]), name=name), now=desk.now)
    if isinstance(outcome, Flaw):
        return _page(room, desk, raw, flaw=outcome)
    return room.pages.redirect(desk.visit, f"{PROPOSALS}/{outcome.proposal_id}")


def _page(room: CounterRoom, desk: Desk, raw: dict[str, str], *, flaw: Flaw | None = None) -> Response:
    text = room.pages.text
    values = {
        "raw": raw,
        "kinds": [(kind.value, text(desk.visit, f"counter.kind.{kind}")) for kind in BodyKind],
        "errors": [("name", text(desk.visit, "console.bodies.missing"))] if flaw else [],
    }
    return console_page(room, desk, "body_new.html", values=values)
