"""Forgotten password: user name and e-mail address; the answer is the same whoever asks (`domain.md R8`)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Visit
from ugyfelkapu.gate.actions.passwords.request_password_reset import request_password_reset
from ugyfelkapu.gate.web.signin.refusals import Told, Wrong, missing_fields, told
from ugyfelkapu.gate.web.signin.room import ACTIVATE, FORGOTTEN_PASSWORD, RESET_PASSWORD, SignInRoom, origin_of

PAGE = "signin/forgotten_password.html"
SENT_PAGE = "signin/code_sent.html"
WRONG = Wrong(key="signin.wrong")


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Ask and take."""
    return [
        Route(FORGOTTEN_PASSWORD, partial(_ask, room), methods=["GET"]),
        Route(FORGOTTEN_PASSWORD, partial(_take, room), methods=["POST"]),
        Route(f"{FORGOTTEN_PASSWORD}/sent", partial(_sent, room), methods=["GET"]),
    ]


async def _ask(room: SignInRoom, request: Request) -> Response:
    return _page(room, room.pages.visit(request), Told(errors=[]), username="", email="")


async def _take(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    form = await room.pages.form(request)
    username, email = form.text("username"), form.text("email")
    if missing := missing_fields(room, visit, username=username, email=email):
        return _page(room, visit, missing, username=username, email=email)
    origin = origin_of(room, request, visit)
    wait = await request_password_reset(room.world, username=username, email=email, origin=origin)
    if wait:
        refusal = await told(room, visit, wait, wrong=WRONG)
        return _page(room, visit, refusal, username=username, email=email)
    return room.pages.redirect(visit, f"{FORGOTTEN_PASSWORD}/sent")


async def _sent(room: SignInRoom, request: Request) -> Response:
    values = {"reset": RESET_PASSWORD, "activate": ACTIVATE, "again": FORGOTTEN_PASSWORD}
    return room.pages.answer(room.pages.visit(request), SENT_PAGE, values)


def _page(room: SignInRoom, visit: Visit, refusal: Told, *, username: str, email: str) -> Response:
    values = {"errors": refusal.errors, "action": FORGOTTEN_PASSWORD, "username": username, "email": email}
    return room.pages.answer(visit, PAGE, values, status=refusal.status, headers=refusal.headers)
