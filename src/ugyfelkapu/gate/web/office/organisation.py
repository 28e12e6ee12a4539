"""An organisation as its administrator sees it: its people, its domains."""

from functools import partial

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Visit, read_query
from ugyfelkapu.foundation.page.form import Form
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.office.authorise import NotAdministrator
from ugyfelkapu.gate.actions.office.own_offices import SeenOrganisation, administered
from ugyfelkapu.gate.actions.office.prove_domain import Proof, mail_domain_code, prove_domain
from ugyfelkapu.gate.actions.sessions.live_session import RunningSession
from ugyfelkapu.gate.domain.email import EmailFault
from ugyfelkapu.gate.domain.fee_certificate import may_certify
from ugyfelkapu.gate.domain.organisation import OrganisationId
from ugyfelkapu.gate.web.office.own_offices import OFFICE, visitor
from ugyfelkapu.gate.web.signin.room import SignInRoom

PAGE = "office/organisation.html"
DOMAIN_PAGE = "office/domain.html"
NOTICES = frozenset({"asked", "proven"})


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Show it; prove a domain."""
    return [
        Route(f"{OFFICE}/{{organisation_id}}", partial(_show, room), methods=["GET"]),
        Route(f"{OFFICE}/{{organisation_id}}/domain", partial(_ask_domain, room), methods=["GET"]),
        Route(f"{OFFICE}/{{organisation_id}}/domain", partial(_take_domain, room), methods=["POST"]),
    ]


async def administrator(room: SignInRoom, request: Request) -> tuple[RunningSession, SeenOrganisation] | Response:
    """The administrator and their organisation; 404 for whoever does not administer it, whether or not it exists."""
    running = await visitor(room, request)
    if isinstance(running, Response):
        return running
    seen = await administered(room.world, running, OrganisationId(request.path_params["organisation_id"]))
    if seen is None:
        raise HTTPException(404)
    return running, seen


def path_of(seen: SeenOrganisation) -> str:
    """Where an organisation's pages are."""
    return f"{OFFICE}/{seen.organisation.organisation_id}"


async def _show(room: SignInRoom, request: Request) -> Response:
    found = await administrator(room, request)
    if isinstance(found, Response):
        return found
    notice = read_query(request).text("notice")
    values = {
        "seen": found[1],
        "path": path_of(found[1]),
        "office": OFFICE,
        "certifies": may_certify(found[1].organisation),
        "notice": notice if notice in NOTICES else "",
    }
    return room.pages.answer(room.pages.visit(request), PAGE, values)


async def _ask_domain(room: SignInRoom, request: Request) -> Response:
    found = await administrator(room, request)
    if isinstance(found, Response):
        return found
    return _domain_page(room, room.pages.visit(request), found[1], error="", is_sent=False)


async def _take_domain(room: SignInRoom, request: Request) -> Response:
    """The address first, then the code that came to it."""
    form = await room.pages.form(request)
    found = await administrator(room, request)
    if isinstance(found, Response):
        return found
    outcome = await _tried(room, found, form)
    return _domain_answer(room, request, found[1], outcome=outcome)


Tried = Proof | EmailFault | NotAdministrator | Wait


async def _tried(room: SignInRoom, found: tuple[RunningSession, SeenOrganisation], form: Form) -> Tried:
    running, organisation_id = found[0], found[1].organisation.organisation_id
    if form.has("code"):
        return await prove_domain(room.world, running, organisation_id, typed=form.text("code"))
    return await mail_domain_code(room.world, running, organisation_id, typed=form.text("email"))


def _domain_answer(room: SignInRoom, request: Request, seen: SeenOrganisation, *, outcome: Tried) -> Response:
    visit = room.pages.visit(request)
    match outcome:
        case NotAdministrator():
            raise HTTPException(404)
        case Proof.PROVEN:
            return room.pages.redirect(visit, f"{path_of(seen)}?notice=proven")
        case Proof.SENT:
            return _domain_page(room, visit, seen, error="", is_sent=True)
        case EmailFault():
            return _domain_page(room, visit, seen, error="email", is_sent=False)
        case Wait():
            return _domain_page(room, visit, seen, error="wait", is_sent=False)
        case _:
            return _domain_page(room, visit, seen, error="code", is_sent=True)


def _domain_page(room: SignInRoom, visit: Visit, seen: SeenOrganisation, *, error: str, is_sent: bool) -> Response:
    values = {"seen": seen, "path": f"{path_of(seen)}/domain", "back": path_of(seen), "error": error, "is_sent": is_sent}
    return room.pages.answer(visit, DOMAIN_PAGE, values, status=429 if error == "wait" else 200)
