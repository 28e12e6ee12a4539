"""The code from the mail confirms that the gate is to end (`domain.md R12`)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Visit
from ugyfelkapu.gate.actions.standing.ask_to_end import EndComing, confirm_end, ending_wish
from ugyfelkapu.gate.domain.destination import Destination
from ugyfelkapu.gate.domain.sign_in import Refused
from ugyfelkapu.gate.web.signin.refusals import Told, Wrong, missing_fields, told
from ugyfelkapu.gate.web.signin.room import OWN, SignInRoom, origin_of, to_sign_in

CODE = f"{OWN}/end/code"
PAGE = "ending/code.html"
WRONG = Wrong(key="ending.wrong_code", field="code")


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Ask and take."""
    return [
        Route(CODE, partial(_ask, room), methods=["GET"]),
        Route(CODE, partial(_take, room), methods=["POST"]),
    ]


async def _ask(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    wish = await ending_wish(room.world, origin_of(room, request, visit).session)
    if wish is None:
        return to_sign_in(room, request, visit, destination=Destination.END_CODE)
    if not wish.code_sent:
        return room.pages.redirect(visit, f"{OWN}/end")
    return _page(room, visit, Told(errors=[]), code="")


async def _take(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    form = await room.pages.form(request)
    code = form.text("code")
    if missing := missing_fields(room, visit, code=code):
        return _page(room, visit, missing, code="")
    outcome = await confirm_end(room.world, code, origin_of(room, request, visit))
    if isinstance(outcome, EndComing):
        return room.pages.redirect(visit, f"{OWN}/end")
    if outcome is Refused.GONE:
        return to_sign_in(room, request, visit, destination=Destination.END_CODE)
    return _page(room, visit, await told(room, visit, outcome, wrong=WRONG), code=code)


def _page(room: SignInRoom, visit: Visit, refusal: Told, *, code: str) -> Response:
    values = {"errors": refusal.errors, "action": CODE, "back": f"{OWN}/end", "code": code}
    return room.pages.answer(visit, PAGE, values, status=refusal.status, headers=refusal.headers)
