"""The second step with a code by e-mail: only to sign in, and only at the low level (`domain.md R16`)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.gate.actions.signing_in.mail_sign_in_code import mail_sign_in_code
from ugyfelkapu.gate.domain.sign_in import Refused
from ugyfelkapu.gate.domain.way import Way
from ugyfelkapu.gate.web.signin import second_step
from ugyfelkapu.gate.web.signin.other_ways import ways_page
from ugyfelkapu.gate.web.signin.refusals import Wrong, told
from ugyfelkapu.gate.web.signin.room import EMAIL_CODE, OTHER_WAYS, SignInRoom, origin_of, pending_of, start_again
from ugyfelkapu.gate.web.signin.second_step import WayPage

PAGE = WayPage(
    way=Way.EMAIL_CODE,
    template="signin/email_code.html",
    action=EMAIL_CODE,
    field="code",
    wrong=Wrong(key="signin.email_code.wrong", field="code"),
)


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Send, ask and take."""
    return [
        Route(f"{EMAIL_CODE}/send", partial(_send, room), methods=["POST"]),
        Route(EMAIL_CODE, partial(_ask, room), methods=["GET"]),
        Route(EMAIL_CODE, partial(_take, room), methods=["POST"]),
    ]


async def _send(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    await room.pages.form(request)
    origin = origin_of(room, request, visit)
    outcome = await mail_sign_in_code(room.world, pending_of(room, request), origin=origin)
    if outcome is None:
        return room.pages.redirect(visit, EMAIL_CODE)
    if outcome is Refused.GONE:
        return start_again(room, visit, "again")
    if isinstance(outcome, Refused):
        return room.pages.redirect(visit, OTHER_WAYS)
    refusal = await told(room, visit, outcome, wrong=PAGE.wrong)
    return await ways_page(room, request, visit, refusal=refusal)


async def _ask(room: SignInRoom, request: Request) -> Response:
    return await second_step.ask(room, request, PAGE)


async def _take(room: SignInRoom, request: Request) -> Response:
    return await second_step.take(room, request, PAGE)
