"""The payment gateway over HTTP: signed questions out, signed answers in, each read strictly (`domain.md R11`)."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import httpx
import msgspec
from msgspec import Struct

from ugyfelkapu.adapters.bounded_http import Reply, bounded_client, reply_to
from ugyfelkapu.adapters.payment_signature import (
    LEAST_KEY_BYTES,
    SIGNATURE_HEADER,
    TIME_HEADER,
    is_fresh,
    same,
    signed_answer,
    signed_request,
    time_of,
)
from ugyfelkapu.gate.domain.fee import CURRENCY
from ugyfelkapu.gate.domain.gateway import (
    Begun,
    Callback,
    GatewayState,
    GatewayUnavailable,
    LineKind,
    Order,
    StatementLine,
    Told,
    UnknownOrder,
)
from ugyfelkapu.gate.domain.payment import PaymentId
from ugyfelkapu.ports import Clock

PATIENCE_SECONDS = 5.0
CONNECT_SECONDS = 1.0
MOST_CONNECTIONS = 20
ANSWER_LIMIT_BYTES = 4_000_000
"""A day's statement is the longest: about 200 bytes a line."""

OK = 200
NOT_FOUND = 404

CALLBACK = "/payments/callback"
"""Where the gateway calls us, below our public address."""


class _Begun(Struct, frozen=True):
    reference: str
    redirect_url: str


class _Told(Struct, frozen=True):
    order: str
    reference: str
    state: GatewayState
    amount: int
    currency: str
    booked_on: date | None
    refunded_on: date | None


class _Line(Struct, frozen=True):
    kind: LineKind
    reference: str
    order: str
    amount: int
    currency: str


class _Statement(Struct, frozen=True):
    day: date
    lines: tuple[_Line, ...]


class _Heard(Struct, frozen=True):
    order: str


_Read = TypeVar("_Read", _Begun, _Told, _Statement)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class HttpPaymentGateway:
    """A gateway behind one address; never printed, for it holds the key."""

    base_url: str
    """Without a slash at the end."""
    key: bytes
    client: httpx.AsyncClient
    clock: Clock
    public_url: str
    """Ours, below which the gateway calls back."""

    @property
    def page_origin(self) -> str:
        """The gateway's pages stand on the host of its interface."""
        address = urlsplit(self.base_url)
        return f"{address.scheme}://{address.netloc}"

    async def begin(self, order: Order) -> Begun | GatewayUnavailable:
        """Announce a payment; a page on another host than the gateway's is not believed (`docs/security.md` 8)."""
        reply = await self._exchange("POST", "/v1/payments", content=self._written(order))
        begun = _read(reply, _Begun)
        if isinstance(begun, GatewayUnavailable | UnknownOrder):
            return GatewayUnavailable(reason="the order was not taken") if isinstance(begun, UnknownOrder) else begun
        if not begun.redirect_url.startswith(f"{self.page_origin}/"):
            return GatewayUnavailable(reason="it leads to another host")
        return Begun(reference=begun.reference, redirect_url=begun.redirect_url)

    async def ask(self, payment_id: PaymentId) -> Told | UnknownOrder | GatewayUnavailable:
        """Where a payment stands."""
        return _told(payment_id, await self._exchange("GET", f"/v1/payments/{payment_id}", content=b""))

    async def refund(self, payment_id: PaymentId) -> Told | UnknownOrder | GatewayUnavailable:
        """Give the money back."""
        return _told(payment_id, await self._exchange("POST", f"/v1/payments/{payment_id}/refund", content=b"{}"))

    async def statement(self, day: date) -> tuple[StatementLine, ...] | GatewayUnavailable:
        """The lines of a day."""
        read = _read(await self._exchange("GET", f"/v1/statement?day={day.isoformat()}", content=b""), _Statement)
        if not isinstance(read, _Statement):
            return read if isinstance(read, GatewayUnavailable) else GatewayUnavailable(reason="it keeps no such day")
        if read.day != day:
            return GatewayUnavailable(reason="it tells of another day")
        return tuple(_line(line) for line in read.lines)

    def heard(self, callback: Callback, *, now: datetime) -> PaymentId | None:
        """Believe the signature and a fresh instant, and nothing of the content but which payment it is about."""
        signature = signed_request(self.key, "POST", callback.path, time=callback.time, body=callback.body)
        if not is_fresh(callback.time, now=now) or not same(signature, callback.signature):
            return None
        try:
            return PaymentId(msgspec.json.decode(callback.body, type=_Heard).order)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None

    def _written(self, order: Order) -> bytes:
        return msgspec.json.encode(
            {
                "order": order.payment_id,
                "amount": order.amount,
                "currency": CURRENCY,
                "return_url": order.return_url,
                "callback_url": f"{self.public_url}{CALLBACK}",
                "language": order.language,
                "expires_at": order.expires_at,
            }
        )

    async def _exchange(self, method: str, target: str, *, content: bytes) -> Reply | GatewayUnavailable:
        time = time_of(self.clock.now())
        path = f"{urlsplit(self.base_url).path}{target}"
        question = signed_request(self.key, method, path, time=time, body=content)
        headers = {TIME_HEADER: time, SIGNATURE_HEADER: question, "Accept-Encoding": "identity"}
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                reply = await self._sent(method, target, content=content, headers=headers)
        except (TimeoutError, httpx.TimeoutException):
            return GatewayUnavailable(reason="no answer in time")
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            return GatewayUnavailable(reason=type(error).__name__)
        signature = reply.headers.get(SIGNATURE_HEADER, "")
        if not same(signed_answer(self.key, question, reply.status, body=reply.body), signature):
            return GatewayUnavailable(reason="an answer without its signature")
        return reply

    async def _sent(self, method: str, target: str, *, content: bytes, headers: Mapping[str, str]) -> Reply:
        whole = {**headers, "Content-Type": "application/json"} if content else dict(headers)
        request = self.client.build_request(method, f"{self.base_url}{target}", content=content or None, headers=whole)
        return await reply_to(self.client, request, most_bytes=ANSWER_LIMIT_BYTES)


class WeakKeyError(ValueError):
    """The key shared with the gateway is too short to sign with, or others may read it."""


def payment_key(file: Path) -> bytes:
    """The key in a file, without the line end; `WeakKeyError` says what is wrong with it."""
    if file.stat().st_mode & 0o077:
        raise WeakKeyError(f"{file} can be read by others: allow its owner alone (chmod 600)")
    key = file.read_bytes().strip()
    if len(key) < LEAST_KEY_BYTES:
        raise WeakKeyError(f"{file} holds {len(key)} bytes, fewer than {LEAST_KEY_BYTES}")
    return key


def payments_client() -> httpx.AsyncClient:
    """A client fit for the gateway: short patience, few connections, no redirects, no proxy of the environment."""
    return bounded_client(whole_seconds=PATIENCE_SECONDS, connect_seconds=CONNECT_SECONDS, most_connections=MOST_CONNECTIONS)


def _read(reply: Reply | GatewayUnavailable, kind: type[_Read]) -> _Read | UnknownOrder | GatewayUnavailable:
    if isinstance(reply, GatewayUnavailable):
        return reply
    if reply.status == NOT_FOUND:
        return UnknownOrder()
    if reply.status != OK:
        return GatewayUnavailable(reason=f"status {reply.status}")
    try:
        return msgspec.json.decode(reply.body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return GatewayUnavailable(reason="unintelligible answer")


def _told(payment_id: PaymentId, reply: Reply | GatewayUnavailable) -> Told | UnknownOrder | GatewayUnavailable:
    read = _read(reply, _Told)
    if not isinstance(read, _Told):
        return read
    if read.order != payment_id or not _consistent(read):
        return GatewayUnavailable(reason="an answer about something else")
    return Told(
        payment_id=payment_id,
        reference=read.reference,
        state=read.state,
        amount=read.amount,
        currency=read.currency,
        booked_on=read.booked_on,
        refunded_on=read.refunded_on,
    )


def _consistent(read: _Told) -> bool:
    """Money that came or went has its day."""
    has_come = read.state in {GatewayState.PAID, GatewayState.REFUNDED}
    return (read.booked_on is not None) is has_come and (read.refunded_on is not None) is (read.state is GatewayState.REFUNDED)


def _line(line: _Line) -> StatementLine:
    return StatementLine(
        kind=line.kind,
        reference=line.reference,
        payment_id=PaymentId(line.order),
        amount=line.amount,
        currency=line.currency,
    )
