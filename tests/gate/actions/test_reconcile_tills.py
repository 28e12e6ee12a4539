"""The tills are compared with decisions, receipts and closings day by day, and every difference is found (`domain.md R11`)."""

from dataclasses import replace

import pytest

from tests.gate.actions.test_fee import a_confirmed_case, a_further_case, asks, cash
from tests.gate.counter_world import Counter, an_appointment
from ugyfelkapu.gate.actions.counter.hand_back_fee import hand_back_fee
from ugyfelkapu.gate.actions.counter.register_at_counter import Registered
from ugyfelkapu.gate.actions.counter.till_day import close_till, open_money_of
from ugyfelkapu.gate.actions.fees.reconcile_tills import (
    reconcile_next_tills,
    reconcile_tills,
    till_report_of,
    till_reports_of,
)
from ugyfelkapu.gate.domain.office import BodyKind
from ugyfelkapu.gate.domain.payment import PaymentWay, TillNumber
from ugyfelkapu.gate.domain.till import Closing
from ugyfelkapu.gate.domain.till_reconciliation import Oddity, TillReport
from ugyfelkapu.gate.domain.till_reconciliation import TillDifferenceKind as Kind

NOTHING = Closing(cash_forints=0, sales_count=0, sales_forints=0, refunds_count=0, refunds_forints=0)
ONE_FEE = replace(NOTHING, cash_forints=3000)


async def pays(counter: Counter, number: str = "P-0001", username: str = "masodik80", *, by_card: bool = False) -> None:
    """A gate is opened for its fee."""
    has_gate = await counter.rows("gate")
    case_id = await (a_confirmed_case(counter) if has_gate else a_further_case(counter))
    payment = replace(cash(number), way=PaymentWay.CARD_TERMINAL) if by_card else cash(number)
    assert isinstance(await asks(counter, case_id, payment, username), Registered)


async def takes_in_vain(counter: Counter, number: str = "P-0001") -> None:
    """Money is taken, and nothing opens."""
    await asks(counter, await a_further_case(counter), cash(number), "kovacseva80")


async def hands_back(counter: Counter, number: str = "P-0002") -> None:
    (money,) = await open_money_of(counter.world, counter.clerk)
    await hand_back_fee(counter.world, counter.clerk, money.payment_id, number=TillNumber(number), now=counter.now)


async def closes(counter: Counter, closing: Closing = ONE_FEE) -> None:
    await close_till(counter.world, counter.clerk, closing, now=counter.now)


async def reconciled(counter: Counter) -> TillReport:
    return await reconcile_tills(counter.world, counter.now.date())


async def found(counter: Counter) -> list[tuple[Kind, str, str, str]]:
    return [_told(one) for one in (await reconciled(counter)).differences]


def _told(one: Oddity) -> tuple[Kind, str, str, str]:
    return one.kind, one.number, one.here, one.there


async def damage(counter: Counter, statement: str) -> None:
    async with counter.world.database.transaction() as tx:
        await tx.execute(statement)


async def test_a_day_that_agrees_has_its_sums_by_body_clerk_and_way_and_no_difference(counter: Counter) -> None:
    await pays(counter)
    await pays(counter, "P-0002", "harmadik80", by_card=True)
    await closes(counter, replace(ONE_FEE, sales_count=1, sales_forints=3000))
    report = await reconciled(counter)
    assert not report.differences
    assert {(one.way, one.taken_count, one.taken_forints, one.handed_back_count) for one in report.sums} == {
        ("cash", 1, 3000, 0),
        ("card_terminal", 1, 3000, 0),
    }
    owner = report.sums[0].owner
    assert (report.names[owner.body_id], report.names[owner.clerk_id]) == (counter.clerk.body.name, counter.clerk.username)


async def test_money_that_was_handed_back_the_same_day_agrees(counter: Counter) -> None:
    await takes_in_vain(counter)
    await hands_back(counter)
    await closes(counter, NOTHING)
    report = await reconciled(counter)
    assert not report.differences
    assert [(one.taken_forints, one.handed_back_forints) for one in report.sums] == [(3000, 3000)]


async def test_money_that_opened_nothing_and_was_not_handed_back_is_found_until_it_is(counter: Counter) -> None:
    await takes_in_vain(counter)
    await closes(counter)
    assert await found(counter) == [(Kind.UNSETTLED, "P-0001", "taken 3000", "")]
    day = counter.now.date()
    counter.clock.advance(days=1)
    await hands_back(counter)
    assert not (await reconcile_tills(counter.world, day)).differences
    await closes(counter, replace(NOTHING, cash_forints=-3000))
    assert not await found(counter), "the return is a movement of its own day"


async def test_a_gate_whose_fee_no_till_has_is_found(counter: Counter) -> None:
    await pays(counter)
    await damage(counter, "DELETE FROM till_entry")
    await damage(counter, "DELETE FROM payment")
    assert await found(counter) == [(Kind.UNPAID, "", "", "3000")]


@pytest.mark.parametrize(
    ("statement", "difference"),
    [
        (
            "UPDATE fee_decision SET amount_forints = 45 WHERE amount_forints > 0",
            (Kind.AMOUNT, "P-0001", "taken 3000", "45"),
        ),
        ("UPDATE fee_decision SET amount_forints = 0", (Kind.UNDUE, "P-0001", "taken 3000", "0")),
        ("DELETE FROM fee_decision", (Kind.UNDUE, "P-0001", "taken 3000", "0")),
        ("UPDATE payment SET amount_forints = 1", (Kind.BOOK, "P-0001", "taken 3000", "paid 1")),
        ("DELETE FROM payment WHERE gate_id IS NOT NULL", (Kind.BOOK, "P-0001", "taken 3000", "0")),
        ("UPDATE till_entry SET kind = 'handed_back'", (Kind.BOOK, "P-0001", "handed_back 3000", "paid 3000")),
        ("DELETE FROM till_entry", (Kind.BOOK, "P-0001", "", "paid 3000")),
        ("UPDATE payment SET gate_id = NULL", (Kind.UNSETTLED, "P-0001", "taken 3000", "")),
    ],
)
async def test_what_book_payment_and_decision_say_otherwise_is_found(
    counter: Counter, statement: str, difference: tuple[Kind, str, str, str]
) -> None:
    await pays(counter)
    await closes(counter)
    assert not await found(counter)
    await damage(counter, statement)
    assert difference in await found(counter)


async def test_a_gap_in_the_receipts_of_a_series_is_found_across_clerks_and_days(counter: Counter) -> None:
    await pays(counter, "P-2026/0041")
    await closes(counter)
    assert not await found(counter), "nobody knows what came before the first"
    counter.clock.advance(days=1)
    colleague = replace(counter, clerk=(await an_appointment(counter.world, "kollega1")).clerk)
    await pays(counter, "P-2026/0043", "harmadik80")
    await pays(colleague, "P-2026/0047", "negyedik80")
    await pays(counter, "T-9", "otodik80")
    await closes(counter, replace(NOTHING, cash_forints=6000))
    await closes(colleague)
    assert await found(counter) == [(Kind.GAP, "P2026", "", "42"), (Kind.GAP, "P2026", "", "44-46")]


async def test_another_bodys_receipts_fill_no_gap(counter: Counter) -> None:
    await pays(counter, "P-1")
    elsewhere = replace(counter, clerk=(await an_appointment(counter.world, "ado1234", kind=BodyKind.CONSULATE)).clerk)
    await pays(elsewhere, "P-2", "harmadik80")
    await pays(counter, "P-3", "negyedik80")
    await closes(counter, replace(NOTHING, cash_forints=6000))
    await closes(elsewhere)
    assert await found(counter) == [(Kind.GAP, "P", "", "2")]


async def test_one_receipt_that_was_entered_twice_in_other_letters_is_found(counter: Counter) -> None:
    await pays(counter, "P-2026/0041")
    counter.clock.advance(seconds=1)
    await pays(counter, "P2026-41", "harmadik80")
    await closes(counter, replace(NOTHING, cash_forints=6000))
    assert await found(counter) == [(Kind.DOUBLE, "P2026-41", "P2026-41", "P-2026/0041")]


@pytest.mark.parametrize(
    ("closing", "difference"),
    [
        (replace(ONE_FEE, cash_forints=2000), (Kind.CASH, "", "3000", "2000")),
        (replace(ONE_FEE, sales_count=1, sales_forints=3000), (Kind.TERMINAL_SALES, "", "0: 0", "1: 3000")),
        (replace(ONE_FEE, refunds_count=1, refunds_forints=3000), (Kind.TERMINAL_REFUNDS, "", "0: 0", "1: 3000")),
    ],
)
async def test_what_was_counted_and_the_terminals_slip_are_compared_with_the_book(
    counter: Counter, closing: Closing, difference: tuple[Kind, str, str, str]
) -> None:
    await pays(counter)
    await closes(counter, closing)
    assert await found(counter) == [difference]


async def test_a_slip_with_the_same_sum_in_another_number_of_sales_differs(counter: Counter) -> None:
    await pays(counter, by_card=True)
    await closes(counter, replace(NOTHING, sales_count=2, sales_forints=3000))
    assert await found(counter) == [(Kind.TERMINAL_SALES, "", "1: 3000", "2: 3000")]


async def test_a_day_that_a_clerk_did_not_close_is_found_and_an_idle_clerk_need_not(counter: Counter) -> None:
    await an_appointment(counter.world, "kollega1")
    await pays(counter)
    assert await found(counter) == [(Kind.NOT_CLOSED, "", "", "")]


async def test_the_worker_reports_each_day_once_it_is_over_and_makes_up_for_days_it_missed(counter: Counter) -> None:
    assert await reconcile_next_tills(counter.world) == 0, "nothing was ever taken"
    await pays(counter)
    assert await reconcile_next_tills(counter.world) == 0, "the day is not over"
    counter.clock.advance(days=3)
    made = 0
    while await reconcile_next_tills(counter.world):
        made += 1
    assert made == 3
    reports = await till_reports_of(counter.world)
    assert [len(report.differences) for report in reports] == [0, 0, 1]
    assert await till_report_of(counter.world, reports[-1].day) == reports[-1]
    await reconcile_tills(counter.world, reports[-1].day)
    assert len(await till_reports_of(counter.world)) == 3, "made again, it takes the place of the earlier one"
