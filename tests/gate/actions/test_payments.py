"""Paying online under a gateway that loses, doubles, delays and forges (`domain.md R11`; `security.md`, faults)."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.gate.counter_world import Counter
from tests.gate.payment_world import PayingTown, a_paying_town, signed, subjects
from tests.gate.standing_world import broken
from ugyfelkapu.gate.actions.applying.begin_payment import NotBegun, PayAt
from ugyfelkapu.gate.actions.applying.settle_payment import hear_callback, settle_payment
from ugyfelkapu.gate.actions.applying.view_payment import Known
from ugyfelkapu.gate.actions.registration.wish import UsernameTaken, WishFaults
from ugyfelkapu.gate.domain.payment import PaymentId

MANY = 20


@pytest.fixture
def town(counter: Counter) -> PayingTown:
    return a_paying_town(counter)


async def test_a_further_gate_opens_when_its_payment_is_called_back(town: PayingTown) -> None:
    key = await town.must_pay()
    assert await town.known(key) is Known.TO_PAY
    assert await town.gates() == 1
    await town.decides(key)
    assert await town.known(key) is Known.OPENED
    assert await town.gates() == 2
    assert "Igazolás a további ügyfélkapu díjáról" in await subjects(town)
    about_money = [pair for pair in await town.counter.journal() if pair[0] in {"ask_fee", "begin_payment", "fee_paid"}]
    assert sorted(about_money) == [("ask_fee", "further_gate"), ("begin_payment", "done"), ("fee_paid", "done")]
    assert not await broken(town.counter)


async def test_an_application_that_waits_is_sealed_and_one_that_ended_keeps_nothing(town: PayingTown) -> None:
    key = await town.must_pay()
    sealed = (await town.counter.rows("paid_application"))[0].blob("sealed")
    for readable in (b"masodik80", "Kovács".encode(), b"eva2@example.hu"):
        assert readable not in sealed
    await town.decides(key)
    assert (await town.counter.rows("paid_application"))[0].blob_or_none("sealed") is None


async def test_a_lost_callback_is_made_up_for_by_asking(town: PayingTown) -> None:
    town.switch(lose=True)
    key = await town.must_pay()
    await town.decides(key)
    assert await town.known(key) is Known.WAITING
    await town.works(seconds=10)
    assert await town.known(key) is Known.OPENED
    assert not await broken(town.counter)


async def test_whoever_looks_again_has_the_gateway_asked_sooner(town: PayingTown) -> None:
    town.switch(lose=True)
    key = await town.must_pay()
    await town.decides(key)
    await town.known(key)
    await town.works(seconds=2)
    assert await town.known(key) is Known.OPENED


async def test_a_doubled_callback_opens_one_gate_and_mails_once(town: PayingTown) -> None:
    town.switch(double=True)
    await town.decides(await town.must_pay())
    assert await town.gates() == 2
    assert (await subjects(town)).count("Igazolás a további ügyfélkapu díjáról") == 1
    assert [row.text("state") for row in await town.counter.rows("payment")] == ["paid"]


async def test_a_callback_after_the_worker_asked_changes_nothing(town: PayingTown) -> None:
    town.switch(delay_seconds=0.2)
    key = await town.must_pay()
    await town.payer.post(await town.page(key), data={"decision": "pay"})
    await town.works(seconds=10)
    before = await town.counter.journal()
    await town.calls_arrive()
    assert await town.counter.journal() == before
    assert await town.gates() == 2


async def test_a_forged_callback_is_not_heard(town: PayingTown) -> None:
    town.switch(forge=True, lose=True)
    key = await town.must_pay()
    await town.decides(key)
    assert await town.known(key) is Known.WAITING
    assert await town.gates() == 1


async def test_even_a_signed_callback_about_an_unpaid_payment_opens_nothing(town: PayingTown) -> None:
    key = await town.must_pay()
    await town.page(key)
    callback = signed(town, (await town.payment()).text("payment_id"))
    assert await hear_callback(town.counter.world, callback)
    assert await town.known(key) is Known.WAITING
    assert await town.gates() == 1


@pytest.mark.parametrize("minutes", [-6, 6])
async def test_an_old_or_future_callback_is_not_heard(town: PayingTown, minutes: int) -> None:
    callback = signed(town, "anything")
    town.counter.clock.advance(minutes=minutes)
    assert not await hear_callback(town.counter.world, callback)


@pytest.mark.parametrize("spoil", ["path", "time", "signature", "body"])
async def test_a_callback_changed_in_any_part_is_not_heard(town: PayingTown, spoil: str) -> None:
    callback = signed(town, "anything")
    old = getattr(callback, spoil)
    spoilt = replace(callback, **{spoil: old + (b" " if spoil == "body" else "0")})
    assert await hear_callback(town.counter.world, callback)
    assert not await hear_callback(town.counter.world, spoilt)


async def test_what_was_turned_down_may_be_paid_again(town: PayingTown) -> None:
    key = await town.must_pay()
    await town.decides(key, "turn_down")
    assert await town.known(key) is Known.TURNED_DOWN
    town.counter.clock.advance(seconds=1)
    await town.decides(key)
    assert await town.known(key) is Known.OPENED
    assert sorted(row.text("state") for row in await town.counter.rows("payment")) == ["failed", "paid"]


async def test_of_many_settlements_of_one_payment_one_opens_the_gate(town: PayingTown) -> None:
    town.switch(lose=True)
    await town.decides(await town.must_pay())
    payment_id = PaymentId((await town.payment()).text("payment_id"))
    await asyncio.gather(*(settle_payment(town.counter.world, payment_id) for _ in range(MANY)))
    assert await town.gates() == 2
    assert [pair for pair in await town.counter.journal() if pair[0] == "fee_paid"] == [("fee_paid", "done")]
    assert len(await town.counter.rows("registration_receipt")) == 2
    assert not await broken(town.counter)


async def test_of_many_presses_of_the_button_there_is_one_payment(town: PayingTown) -> None:
    key = await town.must_pay()
    outcomes = await asyncio.gather(*(town.begins(key) for _ in range(MANY)))
    assert len({outcome.url for outcome in outcomes if isinstance(outcome, PayAt)}) == 1
    assert len(await town.counter.rows("payment")) == len(town.service.ledger.entries) == 1


async def test_whoever_comes_back_after_paying_pays_no_second_time(town: PayingTown) -> None:
    key = await town.must_pay()
    url = await town.page(key)
    await town.decides(key)
    assert await town.begins(key) is NotBegun.ENDED
    again = await town.payer.post(url, data={"decision": "pay"})
    assert again.status_code == 303
    assert len(await town.counter.rows("payment")) == 1


async def test_a_process_killed_before_the_commit_of_the_gate_leaves_nothing_half_done(town: PayingTown) -> None:
    town.switch(lose=True)
    key = await town.must_pay()
    await town.decides(key)
    callback = signed(town, (await town.payment()).text("payment_id"))
    with pytest.raises(KilledError):
        await hear_callback(replace(town.counter.world, entropy=Fatal()), callback)
    assert await town.gates() == 1
    assert (await town.counter.rows("paid_application"))[0].text("state") == "waiting"
    assert await town.known(key) is Known.PAID
    await town.works(seconds=30)
    assert await town.known(key) is Known.OPENED
    assert await town.gates() == 2
    assert not await broken(town.counter)


async def test_a_process_killed_before_the_payment_counts_leaves_it_to_the_worker(town: PayingTown) -> None:
    town.switch(lose=True)
    key = await town.must_pay()
    await town.decides(key)
    callback = signed(town, (await town.payment()).text("payment_id"))
    async with town.counter.world.database.transaction() as tx:
        await tx.execute("ALTER TABLE journal RENAME TO hidden")
    with pytest.raises(Exception, match="journal"):
        await hear_callback(town.counter.world, callback)
    async with town.counter.world.database.transaction() as tx:
        await tx.execute("ALTER TABLE hidden RENAME TO journal")
    assert (await town.payment()).text("state") == "pending"
    await town.works(seconds=30)
    assert await town.known(key) is Known.OPENED


class KilledError(Exception):
    """The process ends here."""


class Fatal:
    """Chance is drawn in the middle of opening a gate: there the process ends."""

    def bytes(self, count: int) -> bytes:
        raise KilledError(count)


@pytest.mark.parametrize("mischief", [{"silent": True}, {"unsigned": True}])
async def test_a_silent_gateway_or_one_without_its_signature_is_believed_in_nothing(
    town: PayingTown, mischief: dict[str, object]
) -> None:
    key = await town.must_pay()
    town.switch(**mischief)
    assert await town.begins(key) is NotBegun.UNAVAILABLE
    town.switch()
    await town.decides(key)
    assert await town.known(key) is Known.OPENED


async def test_nobody_pays_for_a_name_that_is_taken(town: PayingTown) -> None:
    await town.must_pay("masodik80")
    outcome = await town.asks("kovacseva80")
    assert isinstance(outcome, WishFaults)
    assert isinstance(outcome.username, UsernameTaken)


@pytest.mark.parametrize("key", ["", "ga_", "ga_unknown", "gs_" + "x" * 43, "x" * 200])
async def test_an_unknown_address_pays_nothing(town: PayingTown, key: str) -> None:
    assert await town.begins(key) is NotBegun.UNKNOWN
    assert await town.known(key) is None


async def test_what_is_asked_is_asked_less_and_less_often(town: PayingTown) -> None:
    key = await town.must_pay()
    await town.page(key)
    for _ in range(12):
        await town.works(minutes=10)
    row = await town.payment()
    assert row.number("asks") == 12
    assert row.instant("ask_at") - town.counter.now == timedelta(minutes=10)
