"""Where the payment gateway calls, server to server: no page, no cookie, no form; the signature alone counts."""

from functools import partial
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page.form import bounded_body
from ugyfelkapu.foundation.page.headers import page_headers
from ugyfelkapu.gate.actions.applying.settle_payment import hear_callback
from ugyfelkapu.gate.domain.gateway import Callback
from ugyfelkapu.gate.web.payment.room import CALLBACK, PaymentRoom

MOST_BODY_BYTES = 10_000
TIME_HEADER = "Payment-Time"
SIGNATURE_HEADER = "Payment-Signature"


def routes(room: PaymentRoom) -> list[BaseRoute]:
    """One address."""
    return [Route(CALLBACK, partial(_hear, room), methods=["POST"])]


async def _hear(room: PaymentRoom, request: Request) -> Response:
    callback = Callback(
        path=CALLBACK,
        time=request.headers.get(TIME_HEADER, ""),
        signature=request.headers.get(SIGNATURE_HEADER, ""),
        body=await bounded_body(request, MOST_BODY_BYTES),
    )
    heard = await hear_callback(room.world, callback)
    headers = page_headers(secure=room.pages.cookies.secure)
    if heard:
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)
    return JSONResponse({"error": "unsigned"}, status_code=HTTPStatus.UNAUTHORIZED, headers=headers)
