"""The gateway's interface for merchants, its page for payers, and its control address for tests."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http import HTTPStatus
from urllib.parse import urlsplit

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ugyfelkapu.adapters.payment_signature import (
    SIGNATURE_HEADER,
    TIME_HEADER,
    is_fresh,
    same,
    signed_answer,
    signed_request,
)
from ugyfelkapu.demo.payment_gateway.calling import Caller
from ugyfelkapu.demo.payment_gateway.ledger import WAITING, Entry, Ledger, Order
from ugyfelkapu.demo.payment_gateway.mischief import Mischief
from ugyfelkapu.demo.plain_page import HEADERS, PlainPages, style_route
from ugyfelkapu.foundation.policy import LEGAL_TIME

BODY_LIMIT_BYTES = 10_000
PAGES = "ugyfelkapu.demo.payment_gateway"
JSON = "application/json"


@dataclass
class GatewayService:
    """One gateway with its books and its mischief."""

    key: bytes
    public_url: str
    ledger: Ledger
    caller: Caller
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    mischief: Mischief = field(default_factory=Mischief)
    pages: PlainPages = field(default_factory=lambda: PlainPages.of(PAGES))

    def application(self) -> Starlette:
        """The service as an ASGI application."""
        return Starlette(
            routes=[
                Route("/", self.show_orders, methods=["GET"]),
                Route("/health/live", _live, methods=["GET"]),
                Route("/control", self.control, methods=["PUT"]),
                Route("/v1/payments", self.announce, methods=["POST"]),
                Route("/v1/payments/{order}", self.tell, methods=["GET"]),
                Route("/v1/payments/{order}/refund", self.refund, methods=["POST"]),
                Route("/v1/statement", self.statement, methods=["GET"]),
                Route("/pay/{reference}", self.show, methods=["GET"]),
                Route("/pay/{reference}", self.decide, methods=["POST"]),
                style_route(),
            ]
        )

    async def control(self, request: Request) -> Response:
        """Switch mischief on and off; whatever is not named is off."""
        self.mischief = msgspec.json.decode(await request.body(), type=Mischief)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def announce(self, request: Request) -> Response:
        """Take an order; the same one again gets the same page."""
        body = await request.body()
        if refused := self._refused(request, body):
            return refused
        entry = self.ledger.announce(msgspec.json.decode(body, type=Order))
        if entry is None:
            return self._signed(request, HTTPStatus.CONFLICT, {"error": "another amount"})
        redirect_url = f"{self.public_url}/pay/{entry.reference}?lang={entry.order.language}"
        return self._signed(request, HTTPStatus.OK, {"reference": entry.reference, "redirect_url": redirect_url})

    async def tell(self, request: Request) -> Response:
        """Where an order stands."""
        return self._refused(request, b"") or self._told(request, self.ledger.entries.get(request.path_params["order"]))

    async def refund(self, request: Request) -> Response:
        """Give back what was paid; once."""
        body = await request.body()
        if refused := self._refused(request, body):
            return refused
        entry = self.ledger.entries.get(request.path_params["order"])
        if entry and not self.ledger.refund(entry, today=self._today()):
            return self._signed(request, HTTPStatus.CONFLICT, {"error": "nothing was paid"})
        return self._told(request, entry)

    async def statement(self, request: Request) -> Response:
        """The movements of a day."""
        if refused := self._refused(request, b""):
            return refused
        day = date.fromisoformat(request.query_params["day"])
        return self._signed(request, HTTPStatus.OK, {"day": day, "lines": list(self.ledger.lines(day))})

    async def show_orders(self, request: Request) -> Response:
        """What the gateway has seen, for whoever tries it."""
        entries = list(reversed(self.ledger.entries.values()))[:50]
        return self.pages.answer(request, "orders.html", {"page_name": "gateway-orders", "entries": entries})

    async def show(self, request: Request) -> Response:
        """The page where one pays."""
        entry = self.ledger.by_reference(request.path_params["reference"])
        if entry is None:
            return self.pages.answer(request, "unknown.html", {"page_name": "gateway-unknown"}, status=404)
        lapsed = self.now() >= entry.order.expires_at
        values = {"page_name": "gateway-pay", "entry": entry, "payable": entry.state == WAITING and not lapsed}
        response = self.pages.answer(request, "pay.html", values)
        response.headers["Content-Security-Policy"] += f" {_origin(entry.order.return_url)}"  # `form-action` comes last
        return response

    async def decide(self, request: Request) -> Response:
        """Pay or turn down; then back to the merchant, who is called meanwhile."""
        entry = self.ledger.by_reference(request.path_params["reference"])
        body = await request.body()
        if entry is None or len(body) > BODY_LIMIT_BYTES:
            return self.pages.answer(request, "unknown.html", {"page_name": "gateway-unknown"}, status=404)
        if await self._decided(entry, is_paid=b"decision=pay" in body):
            self.caller.call(entry, self.mischief)
        return RedirectResponse(entry.order.return_url, 303, HEADERS)

    async def _decided(self, entry: Entry, *, is_paid: bool) -> bool:
        if not is_paid or self.now() >= entry.order.expires_at:
            return self.ledger.fail(entry)
        amount = entry.order.amount if self.mischief.amount is None else self.mischief.amount
        entry.doubled = self.mischief.double_line
        return self.ledger.pay(
            entry, amount=amount, currency=self.mischief.currency or entry.order.currency, today=self._today()
        )

    def _today(self) -> date:
        return self.now().astimezone(LEGAL_TIME).date()

    def _refused(self, request: Request, body: bytes) -> Response | None:
        if self.mischief.silent:
            return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE)
        time = request.headers.get(TIME_HEADER, "")
        expected = signed_request(self.key, request.method, _target(request), time=time, body=body)
        if is_fresh(time, now=self.now()) and same(expected, request.headers.get(SIGNATURE_HEADER, "")):
            return None
        return Response(status_code=HTTPStatus.UNAUTHORIZED)

    def _told(self, request: Request, entry: Entry | None) -> Response:
        if entry is None:
            return self._signed(request, HTTPStatus.NOT_FOUND, {"error": "no such order"})
        told = {
            "order": entry.order.order,
            "reference": entry.reference,
            "state": entry.state,
            "amount": entry.amount,
            "currency": entry.currency,
            "booked_on": entry.booked_on,
            "refunded_on": entry.refunded_on,
        }
        return self._signed(request, HTTPStatus.OK, told)

    def _signed(self, request: Request, status: HTTPStatus, value: object) -> Response:
        body = msgspec.json.encode(value)
        signature = signed_answer(self.key, request.headers[SIGNATURE_HEADER], status, body=body)
        headers = {} if self.mischief.unsigned else {SIGNATURE_HEADER: signature}
        return Response(body, status, headers, JSON)


def _target(request: Request) -> str:
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


def _origin(url: str) -> str:
    """The merchant's, to which the form leads back."""
    address = urlsplit(url)
    return f"{address.scheme}://{address.netloc}"


async def _live(_request: Request) -> Response:
    return Response(b'{"status":"live"}', media_type=JSON)
