"""The receipt on screen and as PDF, for the applicant to sign and take along (`domain.md R4`, R15)."""

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Language
from ugyfelkapu.foundation.page.headers import page_headers
from ugyfelkapu.gate.actions.counter.show_receipt import ShownReceipt, show_receipt
from ugyfelkapu.gate.domain.receipt import ReceiptNumber
from ugyfelkapu.gate.web.counter.receipt_pdf import next_steps, receipt_pdf
from ugyfelkapu.gate.web.counter.room import RECEIPT, CounterRoom, Desk, for_registrars, receipt_path


def routes(room: CounterRoom) -> list[BaseRoute]:
    """The PDF's address first, since a number would match it too."""
    return [
        Route(f"{RECEIPT}/receipt.pdf", for_registrars(room, _send_pdf), methods=["GET"]),
        Route(RECEIPT, for_registrars(room, _show), methods=["GET"]),
    ]


async def _show(room: CounterRoom, desk: Desk, request: Request) -> Response:
    shown = await _receipt(room, desk, request)
    values = {
        "clerk": desk.clerk,
        "receipt": shown.receipt,
        "payment": shown.payment,
        "is_in_use": shown.is_in_use,
        "steps": next_steps(shown),
        "pdf": f"{receipt_path(shown.receipt.number)}/receipt.pdf",
    }
    return room.pages.answer(desk.visit, "counter/receipt.html", values)


async def _send_pdf(room: CounterRoom, desk: Desk, request: Request) -> Response:
    shown = await _receipt(room, desk, request)
    language = Language(shown.receipt.language)
    texts = room.pages.catalogues[language]
    document = await run_in_threadpool(receipt_pdf, shown, desk.clerk, texts=texts, language=language)
    headers = page_headers(secure=room.pages.cookies.secure)
    headers["Content-Disposition"] = f'inline; filename="{shown.receipt.number}.pdf"'
    return Response(document, media_type="application/pdf", headers=headers)


async def _receipt(room: CounterRoom, desk: Desk, request: Request) -> ShownReceipt:
    number = ReceiptNumber(request.path_params["number"])
    receipt = await show_receipt(room.world, desk.clerk, number, now=desk.now)
    if receipt is None:
        raise HTTPException(404)
    return receipt
