"""The citizen's first own page: what matters today on top, then a card for each thing they may look at (`domain.md R15`)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import read_query
from ugyfelkapu.gate.actions.own.own_data import today
from ugyfelkapu.gate.actions.standing.ask_to_end import end_coming
from ugyfelkapu.gate.web.own.paths import COPY, DATA, DEVICES, GATES, HISTORY, LOOK_UPS, PASSWORD, PAYMENTS, SERVICES_USED
from ugyfelkapu.gate.web.signin.room import OWN, SIGN_OUT, SignInRoom, origin_of, to_sign_in

PAGE = "own/own.html"
NOTICES = frozenset({"password-changed"})


def routes(room: SignInRoom) -> list[BaseRoute]:
    """One page."""
    return [Route(OWN, partial(_show, room), methods=["GET"])]


async def _show(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    origin = origin_of(room, request, visit)
    found = await today(room.world, origin.session, device=origin.device)
    if found is None:
        return to_sign_in(room, request, visit)
    notice = read_query(request).text("notice")
    values = {
        "today": found,
        "notice": notice if notice in NOTICES else "",
        "password_path": PASSWORD,
        "data_path": DATA,
        "gates_path": GATES,
        "payments_path": PAYMENTS,
        "devices_path": DEVICES,
        "history_path": HISTORY,
        "look_ups_path": LOOK_UPS,
        "copy_path": COPY,
        "services_used": SERVICES_USED,
        "sign_out": SIGN_OUT,
        "ends_at": await end_coming(room.world, found.account.gate_id),
    }
    return room.pages.answer(visit, PAGE, values)
