"""The application that waits: download it, hand it in signed, or throw it away (`domain.md R2`)."""

from functools import partial
from typing import assert_never

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Visit
from ugyfelkapu.foundation.page.download import download
from ugyfelkapu.foundation.page.shell import error_page
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.applying.apply_by_signature import apply_by_signature
from ugyfelkapu.gate.actions.applying.apply_online import OnlineRefused
from ugyfelkapu.gate.actions.applying.held_application import MustPay
from ugyfelkapu.gate.actions.applying.signature_applications import throw_away, waiting
from ugyfelkapu.gate.actions.registration.open_gate import Opened
from ugyfelkapu.gate.actions.registration.wish import WishFaults
from ugyfelkapu.gate.domain.registration import RefusalReason
from ugyfelkapu.gate.domain.signature_application import NoApplication, SignerFault, Waiting
from ugyfelkapu.gate.domain.signed_document import MOST_DOCUMENT_BYTES, SignatureFault
from ugyfelkapu.gate.web.signature import form
from ugyfelkapu.gate.web.signature.number import no_application
from ugyfelkapu.gate.web.signature.room import (
    APPLICATION,
    DOCUMENT,
    DONE,
    FILE_NAME,
    FORM,
    NUMBER,
    NUMBER_COOKIE,
    THROW_AWAY,
    SignatureRoom,
)

PAGE = "signature/application.html"
DONE_PAGE = "signature/done.html"
REFUSED_PAGE = "signature/refused.html"
BUSY_SECONDS = 5

Told = Opened | MustPay | WishFaults | OnlineRefused | SignatureFault | SignerFault | NoApplication


def routes(room: SignatureRoom) -> list[BaseRoute]:
    """See, download, hand in, throw away, and the end."""
    return [
        Route(APPLICATION, partial(_show, room), methods=["GET"]),
        Route(APPLICATION, partial(_hand_in, room), methods=["POST"]),
        Route(DOCUMENT, partial(_send, room), methods=["GET"]),
        Route(THROW_AWAY, partial(_throw_away, room), methods=["POST"]),
        Route(DONE, partial(_done, room), methods=["GET"]),
    ]


async def _show(room: SignatureRoom, request: Request) -> Response:
    visit, number = room.pages.visit(request), room.number(request)
    if not number:
        return room.pages.redirect(visit, NUMBER)
    found = await waiting(room.world, number)
    return no_application(room, visit, found) if isinstance(found, NoApplication) else _page(room, visit, found)


async def _send(room: SignatureRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    found = await waiting(room.world, room.number(request))
    if isinstance(found, NoApplication):
        return no_application(room, visit, found)
    return download(room.pages, found.application.pdf, name=FILE_NAME, media_type="application/pdf")


async def _hand_in(room: SignatureRoom, request: Request) -> Response:
    """What was uploaded lives until this answer, in memory alone, and is never sent to anybody."""
    visit, number = room.pages.visit(request), room.number(request)
    _, pdf = await room.pages.form_with_file(request, most_bytes=MOST_DOCUMENT_BYTES)
    found = await waiting(room.world, number)
    if isinstance(found, NoApplication):
        return no_application(room, visit, found)
    if not pdf:
        return _page(room, visit, found, fault="signature.no_file")
    outcome = await apply_by_signature(room.world, number, pdf, network=visit.network)
    if isinstance(outcome, Wait):
        return error_page(room.pages, request, 429, wait=outcome.until - room.world.clock.now())
    return _told(room, visit, found, outcome=outcome)


def _told(room: SignatureRoom, visit: Visit, found: Waiting, *, outcome: Told) -> Response:
    """What became of it, in the words of the page."""
    match outcome:
        case NoApplication():
            return no_application(room, visit, outcome)
        case SignatureFault():
            return _page(room, visit, found, fault=f"signature.fault.{outcome}", is_busy=outcome is SignatureFault.BUSY)
        case SignerFault():
            return _page(room, visit, found, fault=f"signature.signer.{outcome}")
        case WishFaults():
            raw = form.typed_again(found.application)
            return _forgotten(room, form.page(room, visit, form.faulty(room, visit, raw, faults=outcome)))
        case OnlineRefused():
            return _refused(room, visit, found, outcome=outcome)
        case Opened():
            return _forgotten(room, room.pages.redirect(visit, DONE))
        case MustPay(address=address):
            return _forgotten(room, room.pages.redirect(visit, address))
        case _:
            assert_never(outcome)


async def _throw_away(room: SignatureRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    await room.pages.form(request)
    await throw_away(room.world, room.number(request))
    return _forgotten(room, room.pages.redirect(visit, FORM))


async def _done(room: SignatureRoom, request: Request) -> Response:
    return room.pages.answer(room.pages.visit(request), DONE_PAGE)


def _page(room: SignatureRoom, visit: Visit, found: Waiting, *, fault: str = "", is_busy: bool = False) -> Response:
    text = room.pages.text(visit, fault) if fault else ""
    values = {
        "errors": [("document", text)] if text else [],
        "error": text or None,
        "username": found.application.username,
        "expires_at": found.expires_at,
        "action": APPLICATION,
        "document_path": DOCUMENT,
        "throw_away_path": THROW_AWAY,
        "most_megabytes": MOST_DOCUMENT_BYTES // (1024 * 1024),
    }
    headers = {"Retry-After": str(BUSY_SECONDS)} if is_busy else {}
    return room.pages.answer(visit, PAGE, values, status=503 if is_busy else 200, headers=headers)


def _refused(room: SignatureRoom, visit: Visit, found: Waiting, *, outcome: OnlineRefused) -> Response:
    """The register or the rules stand against it; while a register is silent the application goes on waiting."""
    key = f"signature.refusal.{outcome.reason}"
    if outcome.reason is RefusalReason.REGISTER_UNAVAILABLE:
        return _page(room, visit, found, fault=key)
    values = {"text": room.pages.text(visit, key), "form_path": FORM}
    return _forgotten(room, room.pages.answer(visit, REFUSED_PAGE, values))


def _forgotten(room: SignatureRoom, response: Response) -> Response:
    room.pages.cookies.drop(response, NUMBER_COOKIE)
    return response
