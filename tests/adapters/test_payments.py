"""The adapter to the payment gateway: what is signed is believed, and nothing else."""

from datetime import date
from pathlib import Path

import httpx
import msgspec
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.world import START, HandClock
from ugyfelkapu.adapters.payment_signature import SIGNATURE_HEADER, is_fresh, signed_answer, time_of
from ugyfelkapu.adapters.payments import ANSWER_LIMIT_BYTES, HttpPaymentGateway, WeakKeyError, payment_key
from ugyfelkapu.gate.domain.fee import Forints
from ugyfelkapu.gate.domain.gateway import GatewayUnavailable, Order
from ugyfelkapu.gate.domain.payment import PaymentId

KEY = b"k" * 32
GATEWAY = "https://gateway.example/api"
ORDER = Order(
    payment_id=PaymentId("one"), amount=Forints(3000), return_url="https://kapu.example/", language="hu", expires_at=START
)
TOLD = {
    "order": "one",
    "reference": "R1",
    "state": "paid",
    "amount": 3000,
    "currency": "HUF",
    "booked_on": "2026-11-22",
    "refunded_on": None,
}


def a_gateway(body: bytes, *, status: int = 200, key: bytes = KEY) -> HttpPaymentGateway:
    """A gateway that answers everything with this, signed with this key."""

    async def answer(request: Request) -> Response:
        signature = signed_answer(key, request.headers[SIGNATURE_HEADER], status, body=body)
        return Response(body, status, {SIGNATURE_HEADER: signature})

    application = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app=application), timeout=60)
    return HttpPaymentGateway(base_url=GATEWAY, key=KEY, client=client, clock=HandClock(), public_url="https://kapu.example")


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/pay", "http://gateway.example/pay", "https://gateway.example.evil/", "//gateway.example/", ""],
)
async def test_a_page_on_another_host_is_not_gone_to(address: str) -> None:
    gateway = a_gateway(msgspec.json.encode({"reference": "R1", "redirect_url": address}))
    assert isinstance(await gateway.begin(ORDER), GatewayUnavailable)


@pytest.mark.parametrize(
    "changed",
    [
        {"order": "another"},
        {"booked_on": None},
        {"state": "waiting"},
        {"state": "refunded"},
        {"state": "splendid"},
        {"amount": 3000.5},
        {"amount": "3000"},
        {"refunded_on": "2026-11-22"},
    ],
)
async def test_an_answer_that_does_not_hold_together_says_nothing(changed: dict[str, object]) -> None:
    gateway = a_gateway(msgspec.json.encode(TOLD | changed))
    assert isinstance(await gateway.ask(PaymentId("one")), GatewayUnavailable)


async def test_an_answer_signed_with_another_key_says_nothing() -> None:
    gateway = a_gateway(msgspec.json.encode(TOLD), key=b"x" * 32)
    assert isinstance(await gateway.ask(PaymentId("one")), GatewayUnavailable)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"[" * 100_000, b" " * (ANSWER_LIMIT_BYTES + 2)])
async def test_nonsense_says_nothing(body: bytes) -> None:
    assert isinstance(await a_gateway(body).ask(PaymentId("one")), GatewayUnavailable)


@pytest.mark.parametrize("status", [301, 401, 409, 500, 503])
async def test_another_status_says_nothing(status: int) -> None:
    assert isinstance(await a_gateway(b"{}", status=status).ask(PaymentId("one")), GatewayUnavailable)


async def test_the_statement_of_another_day_is_none_of_this_day() -> None:
    gateway = a_gateway(msgspec.json.encode({"day": "2026-11-21", "lines": []}))
    assert isinstance(await gateway.statement(date(2026, 11, 22)), GatewayUnavailable)
    assert await gateway.statement(date(2026, 11, 21)) == ()


async def test_a_host_that_is_not_there_is_unavailable() -> None:
    async with httpx.AsyncClient(timeout=60) as client:
        gateway = HttpPaymentGateway(
            base_url="http://127.0.0.1:9", key=KEY, client=client, clock=HandClock(), public_url="https://kapu.example"
        )
        assert isinstance(await gateway.ask(PaymentId("one")), GatewayUnavailable)
        assert "k" * 32 not in repr(gateway)


@pytest.mark.parametrize("time", ["", "-1", "1e9", "١٢٣", "9" * 40, "0"])
def test_what_is_no_instant_or_none_of_now_is_not_fresh(time: str) -> None:
    assert not is_fresh(time, now=START)
    assert is_fresh(time_of(START), now=START)


def test_a_key_that_others_may_read_or_that_is_short_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "payment.key"
    file.write_bytes(b"k" * 32 + b"\n")
    file.chmod(0o644)
    with pytest.raises(WeakKeyError, match="read by others"):
        payment_key(file)
    file.chmod(0o600)
    assert payment_key(file) == b"k" * 32
    file.write_bytes(b"k" * 31)
    with pytest.raises(WeakKeyError, match="31 bytes"):
        payment_key(file)
