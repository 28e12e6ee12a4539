"""Where a person types what a device shows them, and says whether they began it (RFC 8628 section 3.3, 5.4)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.broker.actions.enter_user_code import Asking, CodeRefusal, go_on, see_device, turn_away
from ugyfelkapu.broker.domain.device import LONGEST_TYPED, shown, typed_user_code
from ugyfelkapu.broker.domain.relying_party import nameplate
from ugyfelkapu.broker.web.own_visit import browser_of
from ugyfelkapu.broker.web.room import BrokerRoom
from ugyfelkapu.foundation.page import Visit
from ugyfelkapu.foundation.page.form import read_query
from ugyfelkapu.foundation.throttle import Wait

DEVICE = "/device"
DONE = f"{DEVICE}/done"
CODE_PAGE = "broker/device_code.html"
CONFIRM_PAGE = "broker/device_confirm.html"
DONE_PAGE = "broker/device_done.html"
RESULTS = frozenset({"approved", "refused", "late"})


def routes(room: BrokerRoom) -> list[BaseRoute]:
    """The code, the question, the end; in between the person signs in as for any service."""
    return [
        Route(DEVICE, partial(_ask_code, room), methods=["GET"]),
        Route(DEVICE, partial(_take_code, room), methods=["POST"]),
        Route(DONE, partial(_done, room), methods=["GET"]),
    ]


async def _ask_code(room: BrokerRoom, request: Request) -> Response:
    """The form; a code in the address is only filled in, so that the person compares it with the device (section 3.3.1)."""
    typed = typed_user_code(read_query(request).text("user_code"))
    return _code_page(room, room.pages.visit(request), typed=shown(typed) if typed else "", refusal="")


async def _take_code(room: BrokerRoom, request: Request) -> Response:
    """First the code, which shows who asks; then the person's word that they began it."""
    form = await room.pages.form(request)
    visit = room.pages.visit(request)
    match form.text("decision"):
        case "yes":
            return await _go_on(room, request, visit, typed=form.text("user_code"))
        case "no":
            turned = await turn_away(room.world, form.text("user_code"), network=visit.network)
            wait = turned if isinstance(turned, Wait) else None
            done = room.pages.redirect(visit, f"{DONE}?result=refused")
            return _refused(room, visit, wait, typed=form.text("user_code")) if wait else done
        case _:
            return await _show(room, visit, form.text("user_code"))


async def _show(room: BrokerRoom, visit: Visit, typed: str) -> Response:
    seen = await see_device(room.world, typed, network=visit.network)
    if not isinstance(seen, Asking):
        return _refused(room, visit, seen, typed=typed)
    values = {
        "party": nameplate(seen.party, visit.language),
        "user_code": shown(seen.user_code),
        "path": DEVICE,
        "page_name": "device-confirm",
    }
    return room.pages.answer(visit, CONFIRM_PAGE, values)


async def _go_on(room: BrokerRoom, request: Request, visit: Visit, *, typed: str) -> Response:
    pending_id = await go_on(room.world, typed, browser=browser_of(room, request, visit))
    if isinstance(pending_id, CodeRefusal | Wait):
        return _refused(room, visit, pending_id, typed=typed)
    return room.pages.redirect(visit, f"/authorize/{pending_id}/resume")


async def _done(room: BrokerRoom, request: Request) -> Response:
    """The end of it in this browser; what the device shows is its own affair."""
    said = read_query(request).text("result")
    values = {"result": said if said in RESULTS else "late", "path": DEVICE, "page_name": "device-done"}
    return room.pages.answer(room.pages.visit(request), DONE_PAGE, values)


def _refused(room: BrokerRoom, visit: Visit, why: CodeRefusal | Wait, *, typed: str) -> Response:
    if isinstance(why, CodeRefusal):
        return _code_page(room, visit, typed=typed, refusal=why)
    seconds = (why.until - room.world.clock.now()).total_seconds()
    return _code_page(room, visit, typed=typed, refusal="wait", minutes=max(1, round(seconds / 60)))


def _code_page(room: BrokerRoom, visit: Visit, *, typed: str, refusal: str, minutes: int = 1) -> Response:
    values = {
        "user_code": typed[:LONGEST_TYPED],
        "refusal": refusal,
        "minutes": minutes,
        "path": DEVICE,
        "page_name": "device",
    }
    return room.pages.answer(visit, CODE_PAGE, values, status=429 if refusal == "wait" else 200)
