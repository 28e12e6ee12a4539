"""Organisations: the list, one of them with its administrators, and what may be proposed about it."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page.wording import day
from ugyfelkapu.gate.actions.consoles.organisations import (
    Named,
    SeenOrganisation,
    organisation_for,
    organisations_for,
    propose_with_administrator,
)
from ugyfelkapu.gate.actions.consoles.propose import Flaw, Proposed, propose
from ugyfelkapu.gate.domain.duty import Duty
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.organisation import OrganisationId
from ugyfelkapu.gate.domain.proposal import AskAdministrator, EndOrganisation
from ugyfelkapu.gate.store.organisation_list import ListedOrganisation
from ugyfelkapu.gate.web.consoles.listing import Cell, Listing, headings, listing_routes
from ugyfelkapu.gate.web.consoles.room import ORGANISATIONS, PROPOSALS, console_page, for_duty
from ugyfelkapu.gate.web.counter.room import CounterRoom, Desk

NEW = f"{ORGANISATIONS}/new"
ONE = f"{ORGANISATIONS}/{{organisation_id}}"
COLUMNS = ("short_name", "krid", "organisation", "organisation_kind", "domains", "administrators", "organisation_standing")


def routes(room: CounterRoom) -> list[BaseRoute]:
    """The list, and one of them; the form for a new one has an address that stands before theirs."""
    return [
        *listing_routes(room, ORGANISATIONS, Duty.RULE, build=_listing),
        Route(ONE, for_duty(room, Duty.RULE, _show), methods=["GET"]),
        Route(f"{ONE}/administrator", for_duty(room, Duty.RULE, _ask_administrator), methods=["POST"]),
        Route(f"{ONE}/end", for_duty(room, Duty.RULE, _end), methods=["POST"]),
    ]


async def _listing(room: CounterRoom, desk: Desk, request: Request) -> Listing:
    del request
    text = room.pages.text
    return Listing(
        page_name="console-organisations",
        title=text(desk.visit, "console.organisations.title"),
        intro=text(desk.visit, "console.organisations.intro"),
        columns=headings(room, desk, COLUMNS, numeric=["administrators"]),
        rows=[_row(room, desk, listed) for listed in await organisations_for(room.world, desk.clerk, now=desk.now)],
        actions=((text(desk.visit, "console.organisation.new"), NEW),),
    )


def _row(room: CounterRoom, desk: Desk, listed: ListedOrganisation) -> tuple[Cell, ...]:
    organisation = listed.organisation
    domains = ", ".join(listed.domains)
    return (
        Cell(value=organisation.short_name, url=f"{ORGANISATIONS}/{organisation.organisation_id}"),
        Cell(value=organisation.krid),
        Cell(value=organisation.name),
        Cell(value=room.pages.text(desk.visit, f"office.kind.{organisation.kind}")),
        Cell(value=domains, shown=domains or "–"),
        Cell(value=listed.administrators),
        Cell(value=_standing(room, desk, listed)),
    )


def _standing(room: CounterRoom, desk: Desk, listed: ListedOrganisation) -> str:
    if listed.ended_at is None:
        return room.pages.text(desk.visit, "console.organisation.lives")
    return room.pages.text(desk.visit, "console.organisation.ended", day=day(listed.ended_at.date(), desk.visit.language))


async def _show(room: CounterRoom, desk: Desk, request: Request) -> Response:
    return await _page(room, desk, request)


async def _ask_administrator(room: CounterRoom, desk: Desk, request: Request) -> Response:
    form = await room.pages.form(request)
    named = Named(username=form.text("username"), name=form.text("name"))
    content = AskAdministrator(organisation_id=_id(request), administrator=GateId(""))
    outcome = await propose_with_administrator(room.world, desk.clerk, content, named=named, now=desk.now)
    return await _answer(room, desk, request, outcome=outcome, raw={"username": named.username, "name": named.name})


async def _end(room: CounterRoom, desk: Desk, request: Request) -> Response:
    await room.pages.form(request)
    outcome = await propose(room.world, desk.clerk, EndOrganisation(organisation_id=_id(request)), now=desk.now)
    return await _answer(room, desk, request, outcome=outcome, raw={})


async def _answer(
    room: CounterRoom, desk: Desk, request: Request, *, outcome: Proposed | Flaw, raw: dict[str, str]
) -> Response:
    if isinstance(outcome, Proposed):
        return room.pages.redirect(desk.visit, f"{PROPOSALS}/{outcome.proposal_id}")
    if outcome is Flaw.NOT_THERE:
        raise HTTPException(404)
    return await _page(room, desk, request, raw=raw, flaw=outcome)


async def _page(
    room: CounterRoom, desk: Desk, request: Request, *, raw: dict[str, str] | None = None, flaw: Flaw | None = None
) -> Response:
    seen = await organisation_for(room.world, desk.clerk, _id(request), now=desk.now)
    if seen is None:
        raise HTTPException(404)
    errors = [("username", room.pages.text(desk.visit, f"console.flaw.{flaw}"))] if flaw else []
    values = {
        "seen": seen,
        "facts": _facts(room, desk, seen),
        "now": desk.now,
        "raw": raw or {"username": "", "name": ""},
        "path": f"{ORGANISATIONS}/{_id(request)}",
        "errors": errors,
        "error_of": dict(errors),
    }
    return console_page(room, desk, "organisation.html", values=values)


def _facts(room: CounterRoom, desk: Desk, seen: SeenOrganisation) -> list[tuple[str, str]]:
    listed, text = seen.listed, room.pages.text
    facts = {
        "organisation_kind": text(desk.visit, f"office.kind.{listed.organisation.kind}"),
        "short_name": listed.organisation.short_name,
        "krid": listed.organisation.krid,
        "seal": listed.organisation.seal_identifier or "–",
        "domains": ", ".join(listed.domains) or text(desk.visit, "office.no_domains"),
        "registered_on": day(listed.registered_at.date(), desk.visit.language),
        "organisation_standing": _standing(room, desk, listed),
    }
    return [(text(desk.visit, f"console.column.{name}"), value) for name, value in facts.items()]


def _id(request: Request) -> OrganisationId:
    return OrganisationId(request.path_params["organisation_id"])
