"""The citizen's own page: what matters today on top, then data, password, browsers and sign-ins (`domain.md R15`)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import read_query
from ugyfelkapu.gate.actions.own_data import own_data
from ugyfelkapu.gate.web.signin.room import OWN, SIGN_OUT, SignInRoom, origin_of, to_sign_in

PAGE = "own/own.html"
PASSWORD = f"{OWN}/password"
NOTICES = frozenset({"password-changed"})


def routes(room: SignInRoom) -> list[BaseRoute]:
    """One page."""
    return [Route(OWN, partial(_show, room), methods=["GET"])]


async def _show(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    data = await own_data(room.world, origin_of(room, request, visit).session)
    if data is None:
        return to_sign_in(room, request, visit)
    notice = read_query(request).text("notice")
    values = {
        "data": data,
        "notice": notice if notice in NOTICES else "",
        "password_path": PASSWORD,
        "sign_out": SIGN_OUT,
    }
    return room.pages.answer(visit, PAGE, values)
