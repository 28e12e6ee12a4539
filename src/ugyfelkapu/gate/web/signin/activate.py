"""Activation: user name, the code from the mail, and a password of one's own (`domain.md R5`)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.gate.actions.passwords.activate import Activated, activate
from ugyfelkapu.gate.web.signin.mailed_code import WRONG_CODE, CodePage, answer, code_form, missing_parts
from ugyfelkapu.gate.web.signin.refusals import Told, told
from ugyfelkapu.gate.web.signin.room import ACTIVATE, PROVISIONAL_READY, SignInRoom, keep_device, start_again

PAGE = CodePage(template="signin/activate.html", action=ACTIVATE)


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Ask and take."""
    return [
        Route(ACTIVATE, partial(_ask, room), methods=["GET"]),
        Route(ACTIVATE, partial(_take, room), methods=["POST"]),
    ]


async def _ask(room: SignInRoom, request: Request) -> Response:
    return await answer(room, room.pages.visit(request), PAGE, refusal=Told(errors=[]))


async def _take(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    typed = code_form(room, request, visit, form=await room.pages.form(request))
    if missing := missing_parts(room, visit, typed):
        return await answer(room, visit, PAGE, refusal=missing, typed=typed)
    outcome = await activate(room.world, typed)
    if isinstance(outcome, Activated):
        response = room.pages.redirect(visit, PROVISIONAL_READY)
        if not outcome.waits_for_counter:
            response = start_again(room, visit, "activated")
        keep_device(room, response, outcome.device)
        return response
    return await answer(room, visit, PAGE, refusal=await told(room, visit, outcome, wrong=WRONG_CODE), typed=typed)
