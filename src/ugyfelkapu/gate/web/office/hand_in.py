"""The page that takes a sealed certificate: from the organisation's administrator, or from whom it is for (`domain.md R11`)."""

from functools import partial
from typing import assert_never

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Visit, read_query
from ugyfelkapu.foundation.page.shell import error_page
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.office.hand_in_certificate import Accepted, hand_in
from ugyfelkapu.gate.domain.fee_certificate import CertificateFault, SealFault
from ugyfelkapu.gate.domain.signed_document import MOST_DOCUMENT_BYTES, SignatureFault
from ugyfelkapu.gate.web.signin.room import SignInRoom

HAND_IN = "/register/certificate"
DONE = "/register/certificate/done"
PAGE = "office/hand_in.html"
DONE_PAGE = "office/handed_in.html"
BUSY_SECONDS = 5
LONGEST_NUMBER = 40


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Ask, take, and the end."""
    return [
        Route(HAND_IN, partial(_ask, room), methods=["GET"]),
        Route(HAND_IN, partial(_take, room), methods=["POST"]),
        Route(DONE, partial(_done, room), methods=["GET"]),
    ]


async def _ask(room: SignInRoom, request: Request) -> Response:
    number = read_query(request).text("certificate_number")[:LONGEST_NUMBER]
    return _page(room, room.pages.visit(request), number)


async def _take(room: SignInRoom, request: Request) -> Response:
    """What was uploaded lives until this answer, in memory alone, and is never sent to anybody."""
    visit = room.pages.visit(request)
    form, pdf = await room.pages.form_with_file(request, most_bytes=MOST_DOCUMENT_BYTES)
    number = form.text("certificate_number")[:LONGEST_NUMBER]
    if not pdf:
        return _page(room, visit, number, fault=("document", "certificate.no_file"))
    outcome = await hand_in(room.world, number, pdf, network=visit.network)
    match outcome:
        case Accepted():
            return room.pages.redirect(visit, DONE)
        case Wait(until=until):
            return error_page(room.pages, request, 429, wait=until - room.world.clock.now())
        case CertificateFault():
            return _page(room, visit, number, fault=("certificate_number", f"certificate.fault.{outcome}"))
        case SealFault():
            return _page(room, visit, number, fault=("document", f"certificate.seal.{outcome}"))
        case SignatureFault():
            fault = ("document", f"certificate.signature.{outcome}")
            return _page(room, visit, number, fault=fault, is_busy=outcome is SignatureFault.BUSY)
        case _:
            assert_never(outcome)


async def _done(room: SignInRoom, request: Request) -> Response:
    return room.pages.answer(room.pages.visit(request), DONE_PAGE)


def _page(
    room: SignInRoom, visit: Visit, number: str, *, fault: tuple[str, str] | None = None, is_busy: bool = False
) -> Response:
    errors = {fault[0]: room.pages.text(visit, fault[1])} if fault else {}
    values = {
        "number": number,
        "errors": list(errors.items()),
        "error_of": errors,
        "action": HAND_IN,
        "most_megabytes": MOST_DOCUMENT_BYTES // (1024 * 1024),
    }
    headers = {"Retry-After": str(BUSY_SECONDS)} if is_busy else {}
    return room.pages.answer(visit, PAGE, values, status=503 if is_busy else 200, headers=headers)
