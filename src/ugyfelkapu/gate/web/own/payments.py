"""The owner's payments: when, how much, for what, how, under which number, and whether it went back (`domain.md` R11, R15)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.gate.actions.own.own_payments import payments_of_owner
from ugyfelkapu.gate.web.own.paths import PAYMENTS
from ugyfelkapu.gate.web.signin.room import OWN, SignInRoom, origin_of, to_sign_in

PAGE = "own/payments.html"


def routes(room: SignInRoom) -> list[BaseRoute]:
    """One page."""
    return [Route(PAYMENTS, partial(_show, room), methods=["GET"])]


async def _show(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    found = await payments_of_owner(room.world, origin_of(room, request, visit).session)
    if found is None:
        return to_sign_in(room, request, visit)
    return room.pages.answer(visit, PAGE, {"payments": found, "back": OWN})
