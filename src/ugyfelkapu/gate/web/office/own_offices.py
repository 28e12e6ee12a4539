"""For whom a person may act: asked, accepted, given up."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import read_query
from ugyfelkapu.gate.actions.office.end_authorisation import Ended, accept_authorisation, end_authorisation
from ugyfelkapu.gate.actions.office.own_offices import own_offices
from ugyfelkapu.gate.actions.sessions.live_session import RunningSession, running_session
from ugyfelkapu.gate.domain.destination import Destination
from ugyfelkapu.gate.domain.organisation import AuthorisationId
from ugyfelkapu.gate.web.signin.room import OWN, SignInRoom, origin_of, to_sign_in

OFFICE = "/office"
PAGE = "office/own.html"
NOTICES = frozenset({"accepted", *Ended})


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Show, accept, end."""
    return [
        Route(OFFICE, partial(_show, room), methods=["GET"]),
        Route(f"{OFFICE}/accept", partial(_accept, room), methods=["POST"]),
        Route(f"{OFFICE}/end", partial(_end, room), methods=["POST"]),
    ]


async def visitor(room: SignInRoom, request: Request) -> RunningSession | Response:
    """Whoever is signed in, or the way to the sign-in page and back."""
    visit = room.pages.visit(request)
    running = await running_session(room.world, origin_of(room, request, visit).session)
    return running or to_sign_in(room, request, visit, destination=Destination.OFFICE)


async def _show(room: SignInRoom, request: Request) -> Response:
    running = await visitor(room, request)
    if isinstance(running, Response):
        return running
    notice = read_query(request).text("notice")
    values = {
        "held": await own_offices(room.world, running),
        "now": room.world.clock.now(),
        "notice": notice if notice in NOTICES else "",
        "path": OFFICE,
        "back": OWN,
    }
    return room.pages.answer(room.pages.visit(request), PAGE, values)


async def _accept(room: SignInRoom, request: Request) -> Response:
    form = await room.pages.form(request)
    running = await visitor(room, request)
    if isinstance(running, Response):
        return running
    is_done = await accept_authorisation(room.world, running, AuthorisationId(form.text("authorisation")))
    return room.pages.redirect(room.pages.visit(request), f"{OFFICE}?notice={'accepted' if is_done else Ended.GONE}")


async def _end(room: SignInRoom, request: Request) -> Response:
    form = await room.pages.form(request)
    running = await visitor(room, request)
    if isinstance(running, Response):
        return running
    outcome = await end_authorisation(room.world, running, AuthorisationId(form.text("authorisation")))
    return room.pages.redirect(room.pages.visit(request), f"{OFFICE}?notice={outcome}")
