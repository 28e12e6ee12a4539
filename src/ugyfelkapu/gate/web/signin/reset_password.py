"""A new password with the code from the mail; the second factor follows on its own page (`domain.md R8`)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Visit
from ugyfelkapu.gate.actions.password_rules import password_rules
from ugyfelkapu.gate.actions.redeem_code import CodeForm
from ugyfelkapu.gate.actions.reset_password import PasswordReset, reset_password
from ugyfelkapu.gate.actions.sign_in import NextStep
from ugyfelkapu.gate.web.signin.mailed_code import WRONG_CODE, code_form, missing_parts
from ugyfelkapu.gate.web.signin.refusals import Told, told
from ugyfelkapu.gate.web.signin.room import RESET_PASSWORD, SignInRoom, keep_device, next_step, start_again

PAGE = "signin/reset_password.html"


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Ask and take."""
    return [
        Route(RESET_PASSWORD, partial(_ask, room), methods=["GET"]),
        Route(RESET_PASSWORD, partial(_take, room), methods=["POST"]),
    ]


async def _ask(room: SignInRoom, request: Request) -> Response:
    return await _page(room, room.pages.visit(request), Told(errors=[]), typed=None)


async def _take(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    typed = code_form(room, request, visit, form=await room.pages.form(request))
    if missing := missing_parts(room, visit, typed):
        return await _page(room, visit, missing, typed=typed)
    outcome = await reset_password(room.world, typed)
    if isinstance(outcome, NextStep):
        return next_step(room, visit, outcome)
    if isinstance(outcome, PasswordReset):
        response = start_again(room, visit, "password-reset")
        keep_device(room, response, outcome.device)
        return response
    return await _page(room, visit, await told(room, visit, outcome, wrong=WRONG_CODE), typed=typed)


async def _page(room: SignInRoom, visit: Visit, refusal: Told, *, typed: CodeForm | None) -> Response:
    values = {
        "errors": refusal.errors,
        "action": RESET_PASSWORD,
        "username": typed.username if typed else "",
        "code": typed.code if typed else "",
        "rules": await password_rules(room.world),
    }
    return room.pages.answer(visit, PAGE, values, status=refusal.status, headers=refusal.headers)
