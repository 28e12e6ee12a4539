"""After the proof: user name and e-mail address, and then the gate (`domain.md` R3, R5, R6)."""

from functools import partial
from typing import assert_never

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Form, Visit
from ugyfelkapu.gate.actions.applying.apply_online import OnlineRefused
from ugyfelkapu.gate.actions.applying.held_application import MustPay
from ugyfelkapu.gate.actions.applying.settle_application import (
    CodeLost,
    NoApplication,
    OnItsWay,
    apply_with_card,
    name_of,
)
from ugyfelkapu.gate.actions.registration.open_gate import Opened
from ugyfelkapu.gate.actions.registration.wish import Typed, UsernameTaken, WishFaults
from ugyfelkapu.gate.domain.identity import PersonName
from ugyfelkapu.gate.domain.registration import RefusalReason
from ugyfelkapu.gate.web.eid.room import COOKIE, DETAILS, DONE, EID, EidRoom, application_of

PAGE = "eid/details.html"
GONE_PAGE = "eid/gone.html"
REFUSED_PAGE = "eid/refused.html"
DONE_PAGE = "eid/done.html"
ACTIVATE = "/activate"
TOLD = frozenset(
    {
        *(RefusalReason.HAS_GATE, RefusalReason.DECEASED, RefusalReason.DOCUMENT_EXPIRED),
        RefusalReason.UNDER_MINIMUM_AGE,
    }
)
"""Reasons with a sentence of their own here."""


def routes(room: EidRoom) -> list[BaseRoute]:
    """Ask, take, and say what comes next."""
    return [
        Route(DETAILS, partial(_ask, room), methods=["GET"]),
        Route(DETAILS, partial(_take, room), methods=["POST"]),
        Route(DONE, partial(_done, room), methods=["GET"]),
    ]


async def _ask(room: EidRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    name = await name_of(room.world, application_of(room, request))
    if isinstance(name, OnItsWay):
        return room.pages.redirect(visit, DONE)
    return _gone(room, visit) if name is None else _page(room, visit, name, form=Form({}), faults=WishFaults())


async def _take(room: EidRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    form = await room.pages.form(request)
    secret = application_of(room, request)
    typed = Typed(
        username=form.text("username"),
        email=form.text("email"),
        language=visit.language.value,
        certificate=form.text("certificate_number"),
    )
    outcome = await apply_with_card(room.world, secret, typed)
    match outcome:
        case MustPay(address=address):
            return room.pages.redirect(visit, address)
        case Opened() | OnItsWay():
            response = room.pages.redirect(visit, DONE)
            room.pages.cookies.drop(response, COOKIE)
            return response
        case WishFaults():
            name = await name_of(room.world, secret)
            return _page(room, visit, name, form=form, faults=outcome) if isinstance(name, PersonName) else _gone(room, visit)
        case OnlineRefused():
            reason = outcome.reason.value if outcome.reason in TOLD else "other"
            return room.pages.answer(visit, REFUSED_PAGE, {"reason": reason})
        case CodeLost() | NoApplication():
            return _gone(room, visit)
        case _:
            assert_never(outcome)


async def _done(room: EidRoom, request: Request) -> Response:
    return room.pages.answer(room.pages.visit(request), DONE_PAGE, {"activate": ACTIVATE})


def _page(room: EidRoom, visit: Visit, name: PersonName, *, form: Form, faults: WishFaults) -> Response:
    values = {
        "errors": _errors(room, visit, faults),
        "suggestions": faults.username.suggestions if isinstance(faults.username, UsernameTaken) else (),
        "action": DETAILS,
        "person": name,
        "username": form.text("username"),
        "email": form.text("email"),
        "certificate_number": form.text("certificate_number"),
    }
    return room.pages.answer(visit, PAGE, values)


def _errors(room: EidRoom, visit: Visit, faults: WishFaults) -> list[tuple[str, str]]:
    errors = []
    if faults.username is not None:
        fault = "taken" if isinstance(faults.username, UsernameTaken) else faults.username.value
        errors.append(("username", room.pages.text(visit, f"eid.username.{fault}")))
    if faults.email is not None:
        errors.append(("email", room.pages.text(visit, f"eid.email.{faults.email}")))
    if faults.certificate is not None:
        errors.append(("certificate_number", room.pages.text(visit, f"certificate.fault.{faults.certificate}")))
    return errors


def _gone(room: EidRoom, visit: Visit) -> Response:
    response = room.pages.answer(visit, GONE_PAGE, {"again": EID}, status=410)
    room.pages.cookies.drop(response, COOKIE)
    return response
