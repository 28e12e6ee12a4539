"""This was not me: the link of a notice mail shows what it does, and one button suspends the gate; no password is asked."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import read_query
from ugyfelkapu.gate.actions.mail.tell import NOT_ME
from ugyfelkapu.gate.actions.standing.freeze_gate import Frozen, freeze_gate, noticed_at
from ugyfelkapu.gate.web.signin.room import SESSION_COOKIE, SignInRoom, origin_of
from ugyfelkapu.gate.web.standing.suspend import SUSPENDED

PAGE = "standing/not_me.html"
UNKNOWN_PAGE = "standing/not_me_unknown.html"
RESTORED = "email-restored"


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Show and do."""
    return [
        Route(NOT_ME, partial(_show, room), methods=["GET"]),
        Route(NOT_ME, partial(_freeze, room), methods=["POST"]),
    ]


async def _show(room: SignInRoom, request: Request) -> Response:
    """Programs that look into mails open links: so this changes nothing."""
    visit = room.pages.visit(request)
    query = read_query(request)
    code = query.text("code")
    at = await noticed_at(room.world, code)
    restored = query.text("notice") == RESTORED
    if at is None:
        return room.pages.answer(visit, UNKNOWN_PAGE, {"sign_in": "/sign-in"}, status=410)
    return room.pages.answer(visit, PAGE, {"action": NOT_ME, "code": code, "at": at, "restored": restored})


async def _freeze(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    form = await room.pages.form(request)
    outcome = await freeze_gate(room.world, form.text("code"), origin_of(room, request, visit))
    if not isinstance(outcome, Frozen):
        return room.pages.redirect(visit, NOT_ME)
    response = room.pages.redirect(visit, SUSPENDED)
    room.pages.cookies.drop(response, SESSION_COOKIE)
    return response
