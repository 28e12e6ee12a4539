"""The second step with a code from the owner's app; the last used way comes first (`domain.md R16`)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import read_query
from ugyfelkapu.gate.actions.sessions.half_done import ways_through
from ugyfelkapu.gate.domain.way import Way
from ugyfelkapu.gate.web.signin.refusals import Told, Wrong
from ugyfelkapu.gate.web.signin.room import OTHER_WAYS, SECOND_FACTOR, SignInRoom, start_again
from ugyfelkapu.gate.web.signin.second_step import PAGES, WayPage, show, take, waiting

PAGE = WayPage(
    way=Way.TOTP,
    template="signin/second_factor.html",
    action=SECOND_FACTOR,
    field="code",
    wrong=Wrong(key="signin.second_factor.wrong", field="code"),
)


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Ask and take."""
    return [
        Route(SECOND_FACTOR, partial(_ask, room), methods=["GET"]),
        Route(SECOND_FACTOR, partial(_take, room), methods=["POST"]),
    ]


async def _ask(room: SignInRoom, request: Request) -> Response:
    """The page of the way used last; this one if it was chosen."""
    visit = room.pages.visit(request)
    found = await waiting(room, request, visit)
    if found is None:
        return start_again(room, visit, "again")
    ways = await ways_through(room.world, found)
    chosen = Way.TOTP if read_query(request).text("way") == Way.TOTP else next(iter(ways), None)
    if chosen is Way.TOTP and Way.TOTP in ways:
        return await show(room, visit, PAGE, found=found, refusal=Told(errors=[]))
    return room.pages.redirect(visit, PAGES[chosen] if chosen in ways else OTHER_WAYS)


async def _take(room: SignInRoom, request: Request) -> Response:
    return await take(room, request, PAGE)
