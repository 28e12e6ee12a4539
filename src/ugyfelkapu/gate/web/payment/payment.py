"""A payment's page: what it costs, the way to the gateway, and after that what is known (`domain.md R11`)."""

from functools import partial
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.gate.actions.applying.begin_payment import NotBegun, PayAt, begin_payment
from ugyfelkapu.gate.actions.applying.held_application import payment_page
from ugyfelkapu.gate.actions.applying.view_payment import Known, view_payment
from ugyfelkapu.gate.domain.payment import RefundReason
from ugyfelkapu.gate.web.payment.room import PAYMENT, PaymentRoom

PAYABLE = frozenset({Known.TO_PAY, Known.TURNED_DOWN, Known.WAITING})


def routes(room: PaymentRoom) -> list[BaseRoute]:
    """Show and pay."""
    return [
        Route(PAYMENT, partial(_show, room), methods=["GET"]),
        Route(PAYMENT, partial(_pay, room), methods=["POST"]),
    ]


async def _show(room: PaymentRoom, request: Request) -> Response:
    return await _page(room, request, is_gateway_silent=False)


async def _pay(room: PaymentRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    await room.pages.form(request)
    key = _key(request)
    outcome = await begin_payment(room.world, key, language=visit.language, now=room.world.clock.now())
    if isinstance(outcome, PayAt):
        return room.pages.redirect(visit, outcome.url)
    if outcome is NotBegun.UNAVAILABLE:
        return await _page(room, request, is_gateway_silent=True)
    return room.pages.redirect(visit, payment_page(key))


async def _page(room: PaymentRoom, request: Request, *, is_gateway_silent: bool) -> Response:
    visit, key = room.pages.visit(request), _key(request)
    view = await view_payment(room.world, key, now=room.world.clock.now())
    if view is None:
        raise HTTPException(404)
    gateway = room.world.payments
    values = {
        "view": view,
        "is_payable": gateway is not None and view.known in PAYABLE,
        "is_gateway_silent": is_gateway_silent,
        "is_name_taken": view.reason == RefundReason.NAME_TAKEN,
        "path": payment_page(key),
    }
    leading = visit.leading_to(gateway.page_origin) if gateway else visit
    status = HTTPStatus.SERVICE_UNAVAILABLE if is_gateway_silent else HTTPStatus.OK
    return room.pages.answer(leading, "payment/payment.html", values, status=status)


def _key(request: Request) -> str:
    key: str = request.path_params["key"]
    return key
