"""The code from the mail puts the new address in force (`domain.md R9`)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Visit
from ugyfelkapu.gate.actions.email.confirm_email_change import EmailChanged, confirm_email_change, pending_change
from ugyfelkapu.gate.actions.sessions.live_session import running_session
from ugyfelkapu.gate.domain.destination import Destination
from ugyfelkapu.gate.domain.sign_in import Refused
from ugyfelkapu.gate.store.email_changes import EmailChange
from ugyfelkapu.gate.web.signin.refusals import Told, Wrong, missing_fields, told
from ugyfelkapu.gate.web.signin.room import OWN, SignInRoom, origin_of, to_sign_in

CODE = f"{OWN}/email/code"
CHANGED = f"{OWN}/email/changed"
PAGE = "email/code.html"
NOTHING_PAGE = "email/no_change.html"
CHANGED_PAGE = "email/changed.html"
WRONG = Wrong(key="email.wrong_code", field="code")


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Ask, take, and say that it is done."""
    return [
        Route(CODE, partial(_ask, room), methods=["GET"]),
        Route(CODE, partial(_take, room), methods=["POST"]),
        Route(CHANGED, partial(_changed, room), methods=["GET"]),
    ]


async def _ask(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    cookie = origin_of(room, request, visit).session
    if await running_session(room.world, cookie) is None:
        return to_sign_in(room, request, visit, destination=Destination.EMAIL_CODE)
    change = await pending_change(room.world, cookie)
    return _page(room, visit, change, refusal=Told(errors=[]), code="")


async def _take(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    form = await room.pages.form(request)
    origin = origin_of(room, request, visit)
    change = await pending_change(room.world, origin.session)
    code = form.text("code")
    if missing := missing_fields(room, visit, code=code):
        return _page(room, visit, change, refusal=missing, code="")
    outcome = await confirm_email_change(room.world, code, origin)
    if isinstance(outcome, EmailChanged):
        return room.pages.redirect(visit, CHANGED)
    if outcome is Refused.GONE:
        return to_sign_in(room, request, visit, destination=Destination.EMAIL_CODE)
    return _page(room, visit, change, refusal=await told(room, visit, outcome, wrong=WRONG), code=code)


async def _changed(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    running = await running_session(room.world, origin_of(room, request, visit).session)
    if running is None:
        return to_sign_in(room, request, visit)
    return room.pages.answer(visit, CHANGED_PAGE, {"email": running.account.email, "own": OWN})


def _page(room: SignInRoom, visit: Visit, change: EmailChange | None, *, refusal: Told, code: str) -> Response:
    if change is None:
        return room.pages.answer(visit, NOTHING_PAGE, {"again": f"{OWN}/email"})
    values = {"errors": refusal.errors, "action": CODE, "back": f"{OWN}/email", "email": change.new_email, "code": code}
    return room.pages.answer(visit, PAGE, values, status=refusal.status, headers=refusal.headers)
