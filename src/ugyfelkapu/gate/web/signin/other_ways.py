"""Another way through the second step, from every page of it (`domain.md R16`)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Visit
from ugyfelkapu.gate.actions.sessions.half_done import ways_through
from ugyfelkapu.gate.domain.way import Way
from ugyfelkapu.gate.web.signin.refusals import Told
from ugyfelkapu.gate.web.signin.room import EMAIL_CODE, OTHER_WAYS, SECOND_FACTOR, SignInRoom, start_again
from ugyfelkapu.gate.web.signin.second_step import PAGES, waiting

PAGE = "signin/other_ways.html"


def routes(room: SignInRoom) -> list[BaseRoute]:
    """One list."""
    return [Route(OTHER_WAYS, partial(_show, room), methods=["GET"])]


async def ways_page(room: SignInRoom, request: Request, visit: Visit, *, refusal: Told) -> Response:
    """The list, with what went wrong with one of them."""
    found = await waiting(room, request, visit)
    if found is None:
        return start_again(room, visit, "again")
    ways = await ways_through(room.world, found)
    values = {
        "errors": refusal.errors,
        "back": SECOND_FACTOR,
        "ways": [(way.value, PAGES[way]) for way in ways if way is not Way.EMAIL_CODE],
        "send": f"{EMAIL_CODE}/send" if Way.EMAIL_CODE in ways else "",
    }
    return room.pages.answer(visit, PAGE, values, status=refusal.status, headers=refusal.headers)


async def _show(room: SignInRoom, request: Request) -> Response:
    return await ways_page(room, request, room.pages.visit(request), refusal=Told(errors=[]))
