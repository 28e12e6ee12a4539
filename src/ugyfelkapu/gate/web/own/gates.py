"""The owner's gates, each with its user name, address and standing, and which one is in use (`domain.md` R11, R15)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.gate.actions.own.own_gates import own_gates
from ugyfelkapu.gate.web.own.paths import GATES
from ugyfelkapu.gate.web.signin.room import OWN, SignInRoom, origin_of, to_sign_in

PAGE = "own/gates.html"


def routes(room: SignInRoom) -> list[BaseRoute]:
    """One page."""
    return [Route(GATES, partial(_show, room), methods=["GET"])]


async def _show(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    found = await own_gates(room.world, origin_of(room, request, visit).session)
    if found is None:
        return to_sign_in(room, request, visit)
    return room.pages.answer(visit, PAGE, {"gates": found, "back": OWN})
