"""Each day our payments are compared with the gateway's own statement, and every difference is found (`domain.md R11`)."""

from datetime import date, timedelta

import pytest

from tests.gate.counter_world import Counter
from tests.gate.payment_world import PayingTown, a_paying_town
from ugyfelkapu.cli.payments import told
from ugyfelkapu.demo.payment_gateway.ledger import Order
from ugyfelkapu.gate.actions.applying.settle_payment import settle_payment
from ugyfelkapu.gate.actions.fees.reconcile import reconcile, reconcile_next, report_of, reports
from ugyfelkapu.gate.domain.gateway import GatewayUnavailable
from ugyfelkapu.gate.domain.payment import PaymentId
from ugyfelkapu.gate.domain.reconciliation import DifferenceKind, Reconciliation


@pytest.fixture
def town(counter: Counter) -> PayingTown:
    return a_paying_town(counter)


async def reconciled(town: PayingTown) -> Reconciliation:
    """The report of today."""
    report = await reconcile(town.counter.world, town.counter.now.date())
    assert isinstance(report, Reconciliation)
    return report


async def kinds(town: PayingTown) -> list[DifferenceKind]:
    return [difference.kind for difference in (await reconciled(town)).differences]


async def a_paid_gate(town: PayingTown, username: str = "masodik80") -> None:
    await town.decides(await town.must_pay(username))


async def test_a_day_on_which_both_agree_has_no_difference(town: PayingTown) -> None:
    await a_paid_gate(town)
    await a_paid_gate(town, "harmadik80")
    await town.decides(await town.must_pay("negyedik80"), "turn_down")
    report = await reconciled(town)
    assert (report.here_count, report.here_forints) == (report.there_count, report.there_forints) == (2, 6000)
    assert not report.differences
    assert told(report)[-1] == "no difference"


async def test_a_refund_is_a_movement_of_its_own_day(town: PayingTown) -> None:
    town.switch(amount=2999)
    await a_paid_gate(town)
    town.switch()
    assert await kinds(town) == [DifferenceKind.AMOUNT], "the payment itself is not what was asked for"
    paid_on = town.counter.now.date()
    await town.works(days=1)
    assert (await town.payment()).text("state") == "refunded"
    refund = await reconciled(town)
    assert (refund.here_count, refund.there_count) == (1, 1)
    assert [difference.kind for difference in refund.differences] == [DifferenceKind.AMOUNT]
    assert refund.day == paid_on + timedelta(days=1)


async def test_money_of_which_we_never_heard_is_missing_here(town: PayingTown) -> None:
    order = Order(
        order="never-heard-of",
        amount=3000,
        currency="HUF",
        return_url="",
        callback_url="",
        language="hu",
        expires_at=town.counter.now,
    )
    entry = town.service.ledger.announce(order)
    assert entry
    town.service.ledger.pay(entry, amount=3000, currency="HUF", today=town.counter.now.date())
    assert await kinds(town) == [DifferenceKind.MISSING_HERE]


async def test_money_that_the_gateway_does_not_book_is_missing_there(town: PayingTown) -> None:
    await a_paid_gate(town)
    town.service.ledger.entries.clear()
    assert await kinds(town) == [DifferenceKind.MISSING_THERE]


async def test_money_of_which_we_have_not_heard_yet_stands_otherwise_here(town: PayingTown) -> None:
    town.switch(lose=True)
    await a_paid_gate(town)
    assert await kinds(town) == [DifferenceKind.STATE]
    await settle_payment(town.counter.world, PaymentId((await town.payment()).text("payment_id")))
    assert not await kinds(town), "once the gateway was asked, both agree"


async def test_another_currency_is_a_difference(town: PayingTown) -> None:
    town.switch(currency="EUR")
    await a_paid_gate(town)
    assert await kinds(town) == [DifferenceKind.CURRENCY]


async def test_a_line_that_stands_twice_is_a_difference(town: PayingTown) -> None:
    town.switch(double_line=True)
    await a_paid_gate(town)
    report = await reconciled(town)
    assert [(one.kind, one.here, one.there) for one in report.differences] == [(DifferenceKind.DOUBLE, "1", "2")]
    table = told(report)
    assert table[3].split() == ["payment", "difference", "here", "there"]
    assert table[4].split()[1:] == ["double", "1", "2"]


async def test_a_report_made_again_takes_the_place_of_the_earlier_one(town: PayingTown) -> None:
    town.switch(lose=True)
    await a_paid_gate(town)
    assert await kinds(town)
    await town.works(seconds=30)
    await reconciled(town)
    kept = await report_of(town.counter.world, town.counter.now.date())
    assert kept
    assert not kept.differences
    assert len(await reports(town.counter.world)) == 1


async def test_the_worker_makes_each_day_once_it_is_over_and_makes_up_for_days_it_missed(town: PayingTown) -> None:
    assert await reconcile_next(town.counter.world) == 0, "nothing was ever paid"
    await a_paid_gate(town)
    assert await reconcile_next(town.counter.world) == 0, "the day is not over"
    town.counter.clock.advance(days=3)
    made = 0
    while await reconcile_next(town.counter.world):
        made += 1
    assert made == 3
    days = [report.day for report in await reports(town.counter.world)]
    assert days == sorted(days, reverse=True)
    assert days[-1] == date(2026, 11, 22)


async def test_without_the_statement_there_is_no_report(town: PayingTown) -> None:
    town.switch(silent=True)
    assert isinstance(await reconcile(town.counter.world, town.counter.now.date()), GatewayUnavailable)
    assert not await town.counter.rows("reconciliation")
