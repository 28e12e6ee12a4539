"""In the last 30 days of a password each sign-in says so, before it goes on to the service (`domain.md R7`)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import read_query
from ugyfelkapu.gate.actions.own.own_data import password_end
from ugyfelkapu.gate.web.signin.room import PASSWORD_ENDING, SignInRoom, origin_of, sign_in_path, to_sign_in

PAGE = "signin/password_ending.html"


def routes(room: SignInRoom) -> list[BaseRoute]:
    """A plain page with two ways on."""
    return [Route(PASSWORD_ENDING, partial(_show, room), methods=["GET"])]


async def _show(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    ending = await password_end(room.world, origin_of(room, request, visit).session)
    if ending is None:
        return to_sign_in(room, request, visit)
    identification_id = read_query(request).text("identification") or None
    values = {"ending": ending, "onward": sign_in_path(identification_id)}
    return room.pages.answer(visit, PAGE, values)
