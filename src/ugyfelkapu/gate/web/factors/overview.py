"""All second factors of a gate, and what to do about them today (`domain.md R15`, R16)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import read_query
from ugyfelkapu.gate.actions.factors.own_factors import own_factors
from ugyfelkapu.gate.actions.sessions.live_session import RunningSession
from ugyfelkapu.gate.web.factors.room import CODES, FACTORS, PASSKEY, TOTP, looking, question_in, with_question
from ugyfelkapu.gate.web.signin.room import OWN, SignInRoom, step_up_path

PAGE = "factors/factors.html"
NOTICES = frozenset({"added", "renamed", "removed", "last-removed", "full", "over"})
FEW_CODES = 3


def routes(room: SignInRoom) -> list[BaseRoute]:
    """One page."""
    return [Route(FACTORS, partial(_show, room), methods=["GET"])]


async def _show(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    running = await looking(room, request, visit)
    if not isinstance(running, RunningSession):
        return running
    notice, question = read_query(request).text("notice"), question_in(request)
    values = {
        "own": await own_factors(room.world, running),
        "few_codes": FEW_CODES,
        "notice": notice if notice in NOTICES else "",
        "back": step_up_path(question) if question else OWN,
        "path": FACTORS,
        "question": question,
        "begin_totp": with_question(f"{TOTP}/begin", question),
        "passkey": with_question(PASSKEY, question),
        "renew_codes": with_question(f"{CODES}/renew", question),
    }
    return room.pages.answer(visit, PAGE, values)
