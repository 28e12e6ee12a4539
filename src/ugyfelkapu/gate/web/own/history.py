"""Every sign-in, and every look-up by somebody else, a page at a time (`domain.md R15`)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.journal_reading import place_of
from ugyfelkapu.foundation.page import Visit, read_query
from ugyfelkapu.gate.actions.own.own_history import look_ups, sign_ins
from ugyfelkapu.gate.web.own.journal_wording import JournalWording
from ugyfelkapu.gate.web.own.paths import DEVICES, HISTORY, LOOK_UPS
from ugyfelkapu.gate.web.signin.room import OWN, SignInRoom, origin_of, to_sign_in

SIGN_INS_PAGE = "own/history.html"
LOOK_UPS_PAGE = "own/look_ups.html"


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Two pages."""
    return [
        Route(HISTORY, partial(_show_sign_ins, room), methods=["GET"]),
        Route(LOOK_UPS, partial(_show_look_ups, room), methods=["GET"]),
    ]


async def _show_sign_ins(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    query = read_query(request)
    found = await sign_ins(room.world, origin_of(room, request, visit).session, place=place_of(query.text("before")))
    if found is None:
        return to_sign_in(room, request, visit)
    values = {
        **_values(room, visit, path=HISTORY),
        "found": found,
        "is_first": not query.has("before"),
        "devices_path": DEVICES,
    }
    return room.pages.answer(visit, SIGN_INS_PAGE, values)


async def _show_look_ups(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    query = read_query(request)
    found = await look_ups(room.world, origin_of(room, request, visit).session, place=place_of(query.text("before")))
    if found is None:
        return to_sign_in(room, request, visit)
    values = {**_values(room, visit, path=LOOK_UPS), "found": found, "is_first": not query.has("before")}
    return room.pages.answer(visit, LOOK_UPS_PAGE, values)


def _values(room: SignInRoom, visit: Visit, *, path: str) -> dict[str, object]:
    return {"path": path, "back": OWN, "said": JournalWording(texts=room.pages.catalogues[visit.language])}
