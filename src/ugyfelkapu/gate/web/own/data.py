"""The owner's data as registered, with the register they come from and when (`domain.md R10`, R15)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.gate.actions.own.own_data import own_data
from ugyfelkapu.gate.web.own.paths import DATA
from ugyfelkapu.gate.web.signin.room import OWN, SignInRoom, origin_of, to_sign_in

PAGE = "own/data.html"


def routes(room: SignInRoom) -> list[BaseRoute]:
    """One page."""
    return [Route(DATA, partial(_show, room), methods=["GET"])]


async def _show(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    found = await own_data(room.world, origin_of(room, request, visit).session)
    if found is None:
        return to_sign_in(room, request, visit)
    return room.pages.answer(visit, PAGE, {"data": found, "back": OWN})
