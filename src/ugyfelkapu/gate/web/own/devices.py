"""Where the owner is signed in, and which browsers are known: each can be ended or forgotten (`domain.md R15`)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import read_query
from ugyfelkapu.gate.actions.own.own_devices import end_one, end_others, forget_device, own_devices
from ugyfelkapu.gate.domain.destination import Destination
from ugyfelkapu.gate.web.own.paths import DEVICES
from ugyfelkapu.gate.web.signin.room import OWN, SignInRoom, origin_of, to_sign_in

PAGE = "own/devices.html"
NOTICES = frozenset({"ended", "others-ended", "forgotten", "gone"})


def routes(room: SignInRoom) -> list[BaseRoute]:
    """The page, and what its buttons send."""
    return [
        Route(DEVICES, partial(_show, room), methods=["GET"]),
        Route(f"{DEVICES}/end", partial(_end_one, room), methods=["POST"]),
        Route(f"{DEVICES}/end-others", partial(_end_others, room), methods=["POST"]),
        Route(f"{DEVICES}/forget", partial(_forget, room), methods=["POST"]),
    ]


async def _show(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    origin = origin_of(room, request, visit)
    found = await own_devices(room.world, origin.session, device=origin.device)
    if found is None:
        return to_sign_in(room, request, visit, destination=Destination.DEVICES)
    notice = read_query(request).text("notice")
    values = {"found": found, "notice": notice if notice in NOTICES else "", "path": DEVICES, "back": OWN}
    return room.pages.answer(visit, PAGE, values)


async def _end_one(room: SignInRoom, request: Request) -> Response:
    form = await room.pages.form(request)
    cookie = origin_of(room, request, room.pages.visit(request)).session
    return _told(room, request, await end_one(room.world, cookie, form.text("session")), done="ended")


async def _end_others(room: SignInRoom, request: Request) -> Response:
    await room.pages.form(request)
    cookie = origin_of(room, request, room.pages.visit(request)).session
    return _told(room, request, await end_others(room.world, cookie), done="others-ended")


async def _forget(room: SignInRoom, request: Request) -> Response:
    form = await room.pages.form(request)
    cookie = origin_of(room, request, room.pages.visit(request)).session
    return _told(room, request, await forget_device(room.world, cookie, form.text("device")), done="forgotten")


def _told(room: SignInRoom, request: Request, outcome: bool | None, *, done: str) -> Response:  # noqa: FBT001 - an action's answer
    visit = room.pages.visit(request)
    if outcome is None:
        return to_sign_in(room, request, visit, destination=Destination.DEVICES)
    return room.pages.redirect(visit, f"{DEVICES}?notice={done if outcome else 'gone'}")
