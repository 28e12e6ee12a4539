"""By card number and registration code: one page, and no word on which of the two is wrong (`domain.md R2`)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Visit
from ugyfelkapu.foundation.page.wording import moment
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.applying.prove_by_code import (
    AwaitsPayment,
    CardProven,
    TypedCode,
    Underway,
    prove_by_code,
)
from ugyfelkapu.gate.domain.eid import CodeRefused
from ugyfelkapu.gate.ports import Unavailable
from ugyfelkapu.gate.web.eid.room import (
    CODE,
    COOKIE,
    DETAILS,
    DONE,
    EID,
    NOTHING_WRONG,
    EidRoom,
    Told,
    waiting,
)

PAGE = "eid/code.html"


def routes(room: EidRoom) -> list[BaseRoute]:
    """Ask and take."""
    return [
        Route(CODE, partial(_ask, room), methods=["GET"]),
        Route(CODE, partial(_take, room), methods=["POST"]),
    ]


async def _ask(room: EidRoom, request: Request) -> Response:
    return _page(room, room.pages.visit(request), NOTHING_WRONG, document_number="")


async def _take(room: EidRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    form = await room.pages.form(request)
    number, code = form.text("document_number"), form.text("code")
    if missing := [name for name, text in (("document_number", number), ("code", code)) if not text]:
        errors: list[tuple[str | None, str]] = [(name, room.pages.text(visit, f"eid.missing.{name}")) for name in missing]
        return _page(room, visit, Told(errors=errors), document_number=number)
    typed = TypedCode(card_number=number, code=code, network=visit.network, browser_digest=visit.browser_digest)
    outcome = await prove_by_code(room.world, typed)
    match outcome:
        case CardProven():
            response = room.pages.redirect(visit, DETAILS)
            room.pages.cookies.keep(response, COOKIE, outcome.secret)
            return response
        case Underway():
            return room.pages.redirect(visit, DONE)
        case _:
            return _page(room, visit, _told(room, visit, outcome), document_number=number)


def _told(room: EidRoom, visit: Visit, outcome: AwaitsPayment | CodeRefused | Unavailable | Wait) -> Told:
    match outcome:
        case AwaitsPayment(until=until):
            text = room.pages.text(visit, "eid.code_paying", until=moment(until, visit.language))
            return Told(errors=[(None, text)])
        case Wait():
            return waiting(room, visit, outcome)
        case Unavailable():
            return Told(errors=[(None, room.pages.text(visit, "eid.unavailable"))], status=503, headers={"Retry-After": "60"})
        case CodeRefused.WRONG:
            return Told(errors=[("document_number", room.pages.text(visit, "eid.code_refused.wrong"))])
        case _:
            return Told(errors=[(None, room.pages.text(visit, f"eid.code_refused.{outcome}"))])


def _page(room: EidRoom, visit: Visit, told: Told, *, document_number: str) -> Response:
    """The code itself is never shown again."""
    values = {"errors": told.errors, "action": CODE, "back": EID, "document_number": document_number}
    return room.pages.answer(visit, PAGE, values, status=told.status, headers=told.headers)
