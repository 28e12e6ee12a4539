"""Who works where, and what may be proposed about them."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page.wording import full_name
from ugyfelkapu.gate.actions.consoles.propose import Flaw, propose
from ugyfelkapu.gate.domain.duty import Duty, fits, may_at, roles_given_by, scope_of
from ugyfelkapu.gate.domain.office import Clerk, ClerkRole
from ugyfelkapu.gate.domain.proposal import Content, DismissClerk, GiveRole
from ugyfelkapu.gate.store import offices
from ugyfelkapu.gate.store import staff as store
from ugyfelkapu.gate.web.consoles.listing import Cell, Listing, headings, listing_routes
from ugyfelkapu.gate.web.consoles.room import PROPOSALS, STAFF, console_page, for_duty
from ugyfelkapu.gate.web.counter.room import CounterRoom, Desk

MOST_LISTED = 2000
MEMBER = f"{STAFF}/{{clerk_id}}"


def routes(room: CounterRoom) -> list[BaseRoute]:
    """The list, one of them, and what is proposed of them."""
    return [
        *listing_routes(room, STAFF, Duty.SEE_STAFF, build=_listing),
        Route(MEMBER, for_duty(room, Duty.SEE_STAFF, _show), methods=["GET"]),
        Route(f"{MEMBER}/dismiss", for_duty(room, Duty.APPOINT, _dismiss), methods=["POST"]),
        Route(f"{MEMBER}/role", for_duty(room, Duty.APPOINT, _give_role), methods=["POST"]),
    ]


async def _listing(room: CounterRoom, desk: Desk, request: Request) -> Listing:
    del request
    reader, body_id = room.world.database.reader, scope_of(desk.clerk)
    if body_id:
        found = await store.of_body(reader, body_id, many=MOST_LISTED)
    else:
        found = await offices.everybody(reader, many=MOST_LISTED)
    text = room.pages.text
    return Listing(
        page_name="console-staff",
        title=text(desk.visit, "console.staff.title"),
        intro=text(desk.visit, "console.staff.intro"),
        columns=headings(room, desk, ["name", "username", "role", "body"]),
        rows=[
            (
                Cell(value=full_name(clerk.name, desk.visit.language), url=f"{STAFF}/{clerk.clerk_id}"),
                Cell(value=clerk.username),
                Cell(value=text(desk.visit, f"counter.role.{clerk.role}")),
                Cell(value=clerk.body.name),
            )
            for clerk in found
        ],
        actions=((text(desk.visit, "console.staff.appoint"), f"{PROPOSALS}/appoint"),),
    )


async def _show(room: CounterRoom, desk: Desk, request: Request) -> Response:
    return _page(room, desk, await _member(room, desk, request))


async def _dismiss(room: CounterRoom, desk: Desk, request: Request) -> Response:
    await room.pages.form(request)
    member = await _member(room, desk, request)
    return await _propose(room, desk, member, content=DismissClerk(body_id=member.body.body_id, clerk_id=member.clerk_id))


async def _give_role(room: CounterRoom, desk: Desk, request: Request) -> Response:
    form = await room.pages.form(request)
    member = await _member(room, desk, request)
    if form.text("role") not in set(ClerkRole):
        return _page(room, desk, member, flaw=Flaw.ROLE_UNFIT)
    role = ClerkRole(form.text("role"))
    content = GiveRole(body_id=member.body.body_id, clerk_id=member.clerk_id, role=role)
    return await _propose(room, desk, member, content=content)


async def _member(room: CounterRoom, desk: Desk, request: Request) -> Clerk:
    """Whom the address names, if they are this clerk's concern; 404 otherwise, as for nobody."""
    member = await store.by_id(room.world.database.reader, request.path_params["clerk_id"])
    if member is None or not may_at(desk.clerk, Duty.SEE_STAFF, member.body.body_id):
        raise HTTPException(404)
    return member


async def _propose(room: CounterRoom, desk: Desk, member: Clerk, *, content: Content) -> Response:
    outcome = await propose(room.world, desk.clerk, content, now=desk.now)
    if isinstance(outcome, Flaw):
        return _page(room, desk, member, flaw=outcome)
    return room.pages.redirect(desk.visit, f"{PROPOSALS}/{outcome.proposal_id}")


def _page(room: CounterRoom, desk: Desk, member: Clerk, *, flaw: Flaw | None = None) -> Response:
    text = room.pages.text
    roles = [
        (role.value, text(desk.visit, f"counter.role.{role}"))
        for role in roles_given_by(desk.clerk)
        if role is not member.role and fits(role, member.body.kind)
    ]
    errors = [("role" if roles else None, text(desk.visit, f"console.flaw.{flaw}"))] if flaw else []
    values = {"member": member, "roles": roles, "errors": errors, "is_self": member.clerk_id == desk.clerk.clerk_id}
    return console_page(room, desk, "staff_member.html", values=values)
