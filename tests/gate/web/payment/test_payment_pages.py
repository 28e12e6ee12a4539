"""The payer's page and the gateway's address, over HTTP: forged, too long, unknown, silent (`domain.md R11`)."""

import httpx
import pytest

from tests.gate.counter_world import Counter
from tests.gate.payment_world import CALLBACK, PayingTown, a_paying_town, signed
from ugyfelkapu.adapters.payment_signature import SIGNATURE_HEADER, TIME_HEADER
from ugyfelkapu.gate.actions.applying.view_payment import Known


@pytest.fixture
def town(counter: Counter) -> PayingTown:
    return a_paying_town(counter)


def merchant(town: PayingTown) -> httpx.AsyncClient:
    """Whoever calls us from outside."""
    client = town.service.caller.client()
    client.base_url = httpx.URL(town.counter.world.public_url)
    return client


def headers(time: str, signature: str) -> dict[str, str]:
    return {TIME_HEADER: time, SIGNATURE_HEADER: signature, "Content-Type": "application/json"}


async def paid_without_a_call(town: PayingTown) -> str:
    """The key of a payment of which the gateway has not told us."""
    town.switch(lose=True)
    key = await town.must_pay()
    await town.decides(key)
    return key


async def test_a_signed_call_is_heard_and_the_same_one_again_changes_nothing(town: PayingTown) -> None:
    key = await paid_without_a_call(town)
    call = signed(town, (await town.payment()).text("payment_id"))
    async with merchant(town) as client:
        for _ in range(2):
            answer = await client.post(CALLBACK, content=call.body, headers=headers(call.time, call.signature))
            assert (answer.status_code, answer.content) == (204, b"")
    assert await town.known(key) is Known.OPENED
    assert await town.gates() == 2


@pytest.mark.parametrize("spoilt", ["signature", "time", "body", "nothing but the body"])
async def test_a_forged_call_is_refused_and_teaches_nothing(town: PayingTown, spoilt: str) -> None:
    key = await paid_without_a_call(town)
    before = await town.counter.journal()
    call = signed(town, (await town.payment()).text("payment_id"))
    sent = headers(call.time + "0" * (spoilt == "time"), call.signature[::-1] if spoilt == "signature" else call.signature)
    async with merchant(town) as client:
        answer = await client.post(
            CALLBACK,
            content=call.body + b" " * (spoilt == "body"),
            headers={} if spoilt == "nothing but the body" else sent,
        )
    assert (answer.status_code, answer.json()) == (401, {"error": "unsigned"})
    assert await town.counter.journal() == before
    assert await town.known(key) is Known.WAITING


async def test_a_call_longer_than_any_is_not_read(town: PayingTown) -> None:
    async with merchant(town) as client:
        answer = await client.post(CALLBACK, content=b"x" * 10_001)
    assert answer.status_code == 413


async def test_a_gateway_that_forges_doubles_and_delays_at_once_opens_one_gate(town: PayingTown) -> None:
    town.switch(forge=True, double=True, delay_seconds=0.05)
    key = await town.must_pay()
    await town.decides(key)
    await town.works(seconds=30)
    assert await town.known(key) is Known.OPENED
    assert await town.gates() == 2
    assert [row.text("state") for row in await town.counter.rows("payment")] == ["paid"]


async def test_the_page_of_nobody_is_not_found(town: PayingTown) -> None:
    async with merchant(town) as client:
        assert (await client.get("/register/payment/ga_unknown")).status_code == 404
