"""Ending one's gate: what it means in plain words, and until when one may change one's mind (`domain.md R12`)."""

from datetime import datetime
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Visit
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.gate.actions.standing.ask_to_end import EndCodeSent, ask_to_end, ending_wish, take_back_end
from ugyfelkapu.gate.domain.destination import Destination
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.sign_in import Refused
from ugyfelkapu.gate.web.ending.code import CODE
from ugyfelkapu.gate.web.signin.fresh import fresh_session
from ugyfelkapu.gate.web.signin.refusals import Told, Wrong, told
from ugyfelkapu.gate.web.signin.room import OWN, SignInRoom, origin_of, to_sign_in

END = f"{OWN}/end"
TAKE_BACK = f"{OWN}/end/take-back"
KEPT = f"{OWN}/end/kept"
PAGE = "ending/end.html"
COMING_PAGE = "ending/coming.html"
KEPT_PAGE = "ending/kept.html"
WRONG = Wrong(key="signin.wrong")


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Say what it means, send a code, and take back."""
    return [
        Route(END, partial(_ask, room), methods=["GET"]),
        Route(END, partial(_send_code, room), methods=["POST"]),
        Route(TAKE_BACK, partial(_take_back, room), methods=["POST"]),
        Route(KEPT, partial(_kept, room), methods=["GET"]),
    ]


async def _ask(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    wish = await ending_wish(room.world, origin_of(room, request, visit).session)
    if wish and wish.ends_at:
        return _coming(room, visit, wish.ends_at)
    running = await fresh_session(room, request, visit, then=Destination.END)
    if isinstance(running, Response):
        return running
    return await _page(room, visit, Told(errors=[]))


async def _send_code(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    await room.pages.form(request)
    running = await fresh_session(room, request, visit, then=Destination.END)
    if isinstance(running, Response):
        return running
    outcome = await ask_to_end(room.world, origin_of(room, request, visit))
    if isinstance(outcome, EndCodeSent):
        return room.pages.redirect(visit, CODE)
    if outcome is Refused.GONE:
        return room.pages.redirect(visit, END)
    return await _page(room, visit, await told(room, visit, outcome, wrong=WRONG))


async def _take_back(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    await room.pages.form(request)
    cookie = origin_of(room, request, visit).session
    if await ending_wish(room.world, cookie) is None:
        return to_sign_in(room, request, visit, destination=Destination.END)
    outcome = await take_back_end(room.world, cookie)
    return room.pages.redirect(visit, END if isinstance(outcome, Refused) else KEPT)


async def _kept(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    if await ending_wish(room.world, origin_of(room, request, visit).session) is None:
        return to_sign_in(room, request, visit)
    return room.pages.answer(visit, KEPT_PAGE, {"own": OWN})


def _coming(room: SignInRoom, visit: Visit, ends_at: datetime) -> Response:
    return room.pages.answer(visit, COMING_PAGE, {"ends_at": ends_at, "take_back": TAKE_BACK, "back": OWN})


async def _page(room: SignInRoom, visit: Visit, refusal: Told) -> Response:
    policy = await policy_at(room.world.database.reader, STANDING, now=room.world.clock.now())
    values = {"errors": refusal.errors, "action": END, "back": OWN, "days": policy.termination_change_of_mind_days}
    return room.pages.answer(visit, PAGE, values, status=refusal.status, headers=refusal.headers)
