"""Recovery codes: shown once they are made, printed or fetched as a file, until their owner says they are put away (R16)."""

from functools import partial

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import read_query
from ugyfelkapu.foundation.page.headers import page_headers
from ugyfelkapu.gate.actions.factors.recovery_codes import put_away, renew_codes, shown_codes
from ugyfelkapu.gate.actions.sessions.live_session import RunningSession
from ugyfelkapu.gate.web.factors.room import CODES, FACTORS, changing, looking, onward, question_in, with_question
from ugyfelkapu.gate.web.signin.room import SignInRoom, origin_of

PAGE = "factors/recovery_codes.html"
FILE = f"{CODES}.txt"


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Make, show, fetch, put away."""
    return [
        Route(f"{CODES}/renew", partial(_renew, room), methods=["POST"]),
        Route(CODES, partial(_show, room), methods=["GET"]),
        Route(FILE, partial(_fetch, room), methods=["GET"]),
        Route(f"{CODES}/put-away", partial(_put_away, room), methods=["POST"]),
    ]


async def _renew(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    await room.pages.form(request)
    running = await changing(room, request, visit)
    if not isinstance(running, RunningSession):
        return running
    made = await renew_codes(room.world, running, origin=origin_of(room, request, visit))
    return room.pages.redirect(visit, with_question(CODES if made else FACTORS, question_in(request)))


async def _show(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    running = await looking(room, request, visit)
    if not isinstance(running, RunningSession):
        return running
    codes, question = await shown_codes(room.world, running), question_in(request)
    if not codes:
        return room.pages.redirect(visit, with_question(FACTORS, question))
    values = {
        "codes": codes,
        "username": running.username,
        "added": read_query(request).text("notice") == "added",
        "file": FILE,
        "put_away": with_question(f"{CODES}/put-away", question),
        "question": question,
    }
    return room.pages.answer(visit, PAGE, values)


async def _fetch(room: SignInRoom, request: Request) -> Response:
    """The sheet as a text file."""
    visit = room.pages.visit(request)
    running = await looking(room, request, visit)
    codes = await shown_codes(room.world, running) if isinstance(running, RunningSession) else []
    if not codes or not isinstance(running, RunningSession):
        raise HTTPException(404)
    headers = page_headers(secure=room.pages.cookies.secure)
    head = room.pages.text(visit, "factors.codes.file", username=running.username)
    body = "\r\n".join([head, "", *codes, ""])
    disposition = 'attachment; filename="ugyfelkapu-recovery-codes.txt"'
    return Response(body, media_type="text/plain; charset=utf-8", headers=headers | {"Content-Disposition": disposition})


async def _put_away(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    await room.pages.form(request)
    running = await looking(room, request, visit)
    if not isinstance(running, RunningSession):
        return running
    await put_away(room.world, running)
    return room.pages.redirect(visit, onward(question_in(request)))
