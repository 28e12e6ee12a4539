"""An expired password opens only this page: a new one is chosen here, and the sign-in goes on (`domain.md R7`)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Visit
from ugyfelkapu.gate.actions.passwords.password_rules import password_rules
from ugyfelkapu.gate.actions.sessions.answer_identification import open_question
from ugyfelkapu.gate.actions.sessions.begin_session import SignedIn
from ugyfelkapu.gate.actions.sessions.half_done import HalfDone, half_done
from ugyfelkapu.gate.actions.signing_in.renew_password import renew_password
from ugyfelkapu.gate.domain.sign_in import Refused, Step
from ugyfelkapu.gate.web.signin.refusals import Told, Wrong, told
from ugyfelkapu.gate.web.signin.room import (
    PASSWORD_EXPIRED,
    SignInRoom,
    form_targets,
    origin_of,
    pending_of,
    signed_in,
    start_again,
)

PAGE = "signin/password_expired.html"
WRONG = Wrong(key="signin.wrong")


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Ask and take."""
    return [
        Route(PASSWORD_EXPIRED, partial(_ask, room), methods=["GET"]),
        Route(PASSWORD_EXPIRED, partial(_take, room), methods=["POST"]),
    ]


async def _ask(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    found = await _found(room, request, visit)
    if found is None:
        return start_again(room, visit, "again")
    return await _page(room, visit, found, refusal=Told(errors=[]))


async def _take(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    form = await room.pages.form(request)
    found = await _found(room, request, visit)
    if found is None:
        return start_again(room, visit, "again")
    outcome = await renew_password(
        room.world,
        pending_of(room, request),
        new_password=form.secret("new_password"),
        again=form.secret("new_password_again"),
        origin=origin_of(room, request, visit),
    )
    if isinstance(outcome, SignedIn):
        pending = found.pending
        return signed_in(room, visit, outcome, identification_id=pending.identification_id, destination=pending.destination)
    if outcome is Refused.GONE:
        return start_again(room, visit, "again")
    return await _page(room, visit, found, refusal=await told(room, visit, outcome, wrong=WRONG))


async def _found(room: SignInRoom, request: Request, visit: Visit) -> HalfDone | None:
    return await half_done(room.world, pending_of(room, request), origin_of(room, request, visit), step=Step.NEW_PASSWORD)


async def _page(room: SignInRoom, visit: Visit, found: HalfDone, *, refusal: Told) -> Response:
    question = None
    if found.pending.identification_id:
        question = await open_question(room.world, found.pending.identification_id, now=room.world.clock.now())
    values = {
        "errors": refusal.errors,
        "action": PASSWORD_EXPIRED,
        "rules": await password_rules(room.world),
        "expired_at": found.account.password_expires_at,
    }
    targets = form_targets(room, question)
    return room.pages.answer(visit.leading_to(*targets), PAGE, values, status=refusal.status, headers=refusal.headers)
