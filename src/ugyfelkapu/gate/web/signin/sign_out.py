"""Signing out, from any of the owner's pages."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.gate.actions.sessions.sign_out import sign_out
from ugyfelkapu.gate.web.signin.room import SESSION_COOKIE, SIGN_OUT, SignInRoom, origin_of, start_again


def routes(room: SignInRoom) -> list[BaseRoute]:
    """One button."""
    return [Route(SIGN_OUT, partial(_sign_out, room), methods=["POST"])]


async def _sign_out(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    await room.pages.form(request)
    await sign_out(room.world, origin_of(room, request, visit).session)
    response = start_again(room, visit, "signed-out")
    room.pages.cookies.drop(response, SESSION_COOKIE)
    return response
