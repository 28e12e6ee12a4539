"""The way back into a suspended gate, for somebody who has given its password (`domain.md R12`)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Visit
from ugyfelkapu.gate.actions.passwords.password_rules import password_rules
from ugyfelkapu.gate.actions.sessions.begin_session import SignedIn
from ugyfelkapu.gate.actions.sessions.half_done import NextStep
from ugyfelkapu.gate.actions.standing.lift_own import WayBack, begin_lifting, finish_lifting, may_choose, way_back
from ugyfelkapu.gate.domain.sign_in import Refused
from ugyfelkapu.gate.web.signin.refusals import Told, Wrong, told
from ugyfelkapu.gate.web.signin.room import (
    LIFT_PASSWORD,
    LIFT_SUSPENSION,
    SignInRoom,
    next_step,
    origin_of,
    pending_of,
    signed_in,
    start_again,
)

PAGE = "standing/lift.html"
PASSWORD_PAGE = "standing/lift_password.html"  # noqa: S105 - the name of a template, no secret
WRONG = Wrong(key="signin.wrong")


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Say what is, go on to the factor, and take the new password."""
    return [
        Route(LIFT_SUSPENSION, partial(_tell, room), methods=["GET"]),
        Route(LIFT_SUSPENSION, partial(_go_on, room), methods=["POST"]),
        Route(LIFT_PASSWORD, partial(_ask, room), methods=["GET"]),
        Route(LIFT_PASSWORD, partial(_take, room), methods=["POST"]),
    ]


async def _tell(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    way = await _way(room, request, visit)
    if way is None:
        return start_again(room, visit, "again")
    values = {"suspension": way.suspension, "alone": way.alone, "action": LIFT_SUSPENSION}
    return room.pages.answer(visit, PAGE, values)


async def _go_on(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    await room.pages.form(request)
    outcome = await begin_lifting(room.world, pending_of(room, request), origin_of(room, request, visit))
    return next_step(room, visit, outcome) if isinstance(outcome, NextStep) else start_again(room, visit, "again")


async def _ask(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    if not await may_choose(room.world, pending_of(room, request), origin_of(room, request, visit)):
        return start_again(room, visit, "again")
    return await _page(room, visit, Told(errors=[]))


async def _take(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    form = await room.pages.form(request)
    outcome = await finish_lifting(
        room.world,
        pending_of(room, request),
        new_password=form.secret("new_password"),
        again=form.secret("new_password_again"),
        origin=origin_of(room, request, visit),
    )
    if isinstance(outcome, SignedIn):
        return signed_in(room, visit, outcome, identification_id=None, destination=None)
    if outcome in {Refused.GONE, Refused.WRONG}:
        return start_again(room, visit, "again")
    return await _page(room, visit, await told(room, visit, outcome, wrong=WRONG))


async def _way(room: SignInRoom, request: Request, visit: Visit) -> WayBack | None:
    return await way_back(room.world, pending_of(room, request), origin_of(room, request, visit))


async def _page(room: SignInRoom, visit: Visit, refusal: Told) -> Response:
    values = {"errors": refusal.errors, "action": LIFT_PASSWORD, "rules": await password_rules(room.world)}
    return room.pages.answer(visit, PASSWORD_PAGE, values, status=refusal.status, headers=refusal.headers)
