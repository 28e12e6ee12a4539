"""A new password with the code from the mail; the second factor follows on its own page (`domain.md R8`)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.gate.actions.passwords.reset_password import PasswordReset, reset_password
from ugyfelkapu.gate.actions.sessions.half_done import NextStep
from ugyfelkapu.gate.web.signin.mailed_code import WRONG_CODE, CodePage, answer, code_form, missing_parts
from ugyfelkapu.gate.web.signin.refusals import Told, told
from ugyfelkapu.gate.web.signin.room import RESET_PASSWORD, SignInRoom, keep_device, next_step, start_again

PAGE = CodePage(template="signin/reset_password.html", action=RESET_PASSWORD)


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Ask and take."""
    return [
        Route(RESET_PASSWORD, partial(_ask, room), methods=["GET"]),
        Route(RESET_PASSWORD, partial(_take, room), methods=["POST"]),
    ]


async def _ask(room: SignInRoom, request: Request) -> Response:
    return await answer(room, room.pages.visit(request), PAGE, refusal=Told(errors=[]))


async def _take(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    typed = code_form(room, request, visit, form=await room.pages.form(request))
    if missing := missing_parts(room, visit, typed):
        return await answer(room, visit, PAGE, refusal=missing, typed=typed)
    outcome = await reset_password(room.world, typed)
    if isinstance(outcome, NextStep):
        return next_step(room, visit, outcome)
    if isinstance(outcome, PasswordReset):
        response = start_again(room, visit, "password-reset")
        keep_device(room, response, outcome.device)
        return response
    return await answer(room, visit, PAGE, refusal=await told(room, visit, outcome, wrong=WRONG_CODE), typed=typed)
