"""A new e-mail address: asked for after showing everything again; it counts once it has proven itself (`domain.md R9`)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Visit
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.email.request_email_change import CodeSent, SameAddress, request_email_change
from ugyfelkapu.gate.actions.sessions.live_session import RunningSession
from ugyfelkapu.gate.domain.destination import Destination
from ugyfelkapu.gate.domain.email import EmailFault
from ugyfelkapu.gate.domain.sign_in import Refused
from ugyfelkapu.gate.web.email.code import CODE
from ugyfelkapu.gate.web.signin.fresh import fresh_session
from ugyfelkapu.gate.web.signin.refusals import Told, Wrong, told
from ugyfelkapu.gate.web.signin.room import OWN, SignInRoom, origin_of

EMAIL = f"{OWN}/email"
PAGE = "email/change.html"
WRONG = Wrong(key="signin.wrong")


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Ask and take."""
    return [
        Route(EMAIL, partial(_ask, room), methods=["GET"]),
        Route(EMAIL, partial(_take, room), methods=["POST"]),
    ]


async def _ask(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    running = await fresh_session(room, request, visit, then=Destination.EMAIL)
    if isinstance(running, Response):
        return running
    return _page(room, visit, running, refusal=Told(errors=[]), email="")


async def _take(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    form = await room.pages.form(request)
    running = await fresh_session(room, request, visit, then=Destination.EMAIL)
    if isinstance(running, Response):
        return running
    email = form.text("email")
    outcome = await request_email_change(room.world, email, origin_of(room, request, visit))
    if isinstance(outcome, CodeSent) or outcome is Refused.GONE:
        return room.pages.redirect(visit, CODE if isinstance(outcome, CodeSent) else EMAIL)
    return _page(room, visit, running, refusal=await _told(room, visit, outcome), email=email)


async def _told(room: SignInRoom, visit: Visit, outcome: SameAddress | EmailFault | Refused | Wait) -> Told:
    match outcome:
        case SameAddress():
            return Told(errors=[("email", room.pages.text(visit, "email.same"))])
        case EmailFault():
            return Told(errors=[("email", room.pages.text(visit, f"email.fault.{outcome}"))])
        case _:
            return await told(room, visit, outcome, wrong=WRONG)


def _page(room: SignInRoom, visit: Visit, running: RunningSession, *, refusal: Told, email: str) -> Response:
    values = {"errors": refusal.errors, "action": EMAIL, "back": OWN, "current": running.account.email, "email": email}
    return room.pages.answer(visit, PAGE, values, status=refusal.status, headers=refusal.headers)
