"""Coming back to an application in another browser: by the one-time number that stands on it."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Visit
from ugyfelkapu.foundation.page.shell import error_page
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.applying.signature_applications import resume
from ugyfelkapu.gate.domain.signature_application import NoApplication
from ugyfelkapu.gate.web.signature.room import APPLICATION, FORM, NUMBER, NUMBER_COOKIE, SignatureRoom

PAGE = "signature/number.html"
LONGEST_NUMBER = 40


def routes(room: SignatureRoom) -> list[BaseRoute]:
    """Ask for the number, and go on with its application."""
    return [
        Route(NUMBER, partial(_ask, room), methods=["GET"]),
        Route(NUMBER, partial(_take, room), methods=["POST"]),
    ]


async def _ask(room: SignatureRoom, request: Request) -> Response:
    return no_application(room, room.pages.visit(request), None)


async def _take(room: SignatureRoom, request: Request) -> Response:
    visit, form = room.pages.visit(request), await room.pages.form(request)
    number = form.text("code")[:LONGEST_NUMBER]
    found = await resume(room.world, number, network=visit.network)
    if isinstance(found, Wait):
        return error_page(room.pages, request, 429, wait=found.until - room.world.clock.now())
    if isinstance(found, NoApplication):
        return no_application(room, visit, found)
    response = room.pages.redirect(visit, APPLICATION)
    seconds = int((found.expires_at - room.world.clock.now()).total_seconds())
    room.pages.cookies.keep(response, NUMBER_COOKIE, number, max_age_seconds=seconds)
    return response


def no_application(room: SignatureRoom, visit: Visit, why: NoApplication | None) -> Response:
    """Ask for the number; `why`: what became of the one that was looked for."""
    text = room.pages.text(visit, f"signature.none.{why}") if why else ""
    values = {"errors": [("code", text)] if text else [], "error": text or None, "action": NUMBER, "form_path": FORM}
    return room.pages.answer(visit, PAGE, values)
