"""The second step: a code from the owner's app, for a sign-in or for a new password (`domain.md R16`)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Visit
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.answer_identification import open_question
from ugyfelkapu.gate.actions.begin_session import SignedIn
from ugyfelkapu.gate.actions.reset_password import PasswordReset
from ugyfelkapu.gate.actions.second_factor import Outcome, give_second_factor, half_done
from ugyfelkapu.gate.actions.sign_in import NextStep
from ugyfelkapu.gate.domain.sign_in import PendingSignIn, Refused, Step
from ugyfelkapu.gate.web.signin.refusals import Told, Wrong, missing_fields, told
from ugyfelkapu.gate.web.signin.room import (
    SECOND_FACTOR,
    SignInRoom,
    form_targets,
    keep_device,
    next_step,
    origin_of,
    pending_of,
    sign_in_path,
    signed_in,
    start_again,
)

PAGE = "signin/second_factor.html"
WRONG = Wrong(key="signin.second_factor.wrong", field="code")


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Ask and take."""
    return [
        Route(SECOND_FACTOR, partial(_ask, room), methods=["GET"]),
        Route(SECOND_FACTOR, partial(_take, room), methods=["POST"]),
    ]


async def _ask(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    pending = await _pending(room, request, visit)
    if pending is None:
        return start_again(room, visit, "again")
    return await _page(room, visit, pending, refusal=Told(errors=[]))


async def _take(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    form = await room.pages.form(request)
    pending = await _pending(room, request, visit)
    if pending is None:
        return start_again(room, visit, "again")
    if missing := missing_fields(room, visit, code=form.text("code")):
        return await _page(room, visit, pending, refusal=missing)
    origin = origin_of(room, request, visit)
    outcome = await give_second_factor(room.world, pending_of(room, request), form.text("code"), origin=origin)
    return await _answered(room, visit, pending, outcome=outcome)


async def _answered(room: SignInRoom, visit: Visit, pending: PendingSignIn, *, outcome: Outcome) -> Response:
    match outcome:
        case SignedIn():
            return signed_in(room, visit, outcome, identification_id=pending.identification_id, destination=pending.destination)
        case NextStep():
            return next_step(room, visit, outcome)
        case PasswordReset():
            response = start_again(room, visit, "password-reset")
            keep_device(room, response, outcome.device)
            return response
        case Refused.GONE:
            return start_again(room, visit, "again")
        case Refused() | Wait():
            return await _page(room, visit, pending, refusal=await told(room, visit, outcome, wrong=WRONG))


async def _pending(room: SignInRoom, request: Request, visit: Visit) -> PendingSignIn | None:
    origin = origin_of(room, request, visit)
    found = await half_done(room.world, pending_of(room, request), origin, step=Step.SECOND_FACTOR)
    return found.pending if found else None


async def _page(room: SignInRoom, visit: Visit, pending: PendingSignIn, *, refusal: Told) -> Response:
    question = None
    if pending.identification_id:
        question = await open_question(room.world, pending.identification_id, now=room.world.clock.now())
    values = {
        "errors": refusal.errors,
        "action": SECOND_FACTOR,
        "back": sign_in_path(pending.identification_id, destination=pending.destination),
    }
    targets = form_targets(room, question)
    return room.pages.answer(visit.leading_to(*targets), PAGE, values, status=refusal.status, headers=refusal.headers)
