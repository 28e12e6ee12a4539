"""What a further gate costs, and that it opens paid or not at all (`domain.md R11`)."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from tests.gate.counter_world import EVERYTHING, Counter, a_person, an_appointment
from tests.gate.standing_world import broken
from ugyfelkapu.gate.actions.counter.confirm_case import Confirmed, confirm_case
from ugyfelkapu.gate.actions.counter.register_at_counter import (
    Application,
    Incomplete,
    Outcome,
    Registered,
    register_at_counter,
)
from ugyfelkapu.gate.actions.fees.settlement import FeeDue, Unpaid
from ugyfelkapu.gate.domain.counter_case import CaseId
from ugyfelkapu.gate.domain.fee import RULE, Exemption, FeeReason, FeeRule, Forints, decision
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.office import BodyKind
from ugyfelkapu.gate.domain.payment import CounterPayment, PaymentWay, TillNumber, till_number_of
from ugyfelkapu.gate.store import claims

FEE = Forints(3000)
HELD = (GateId("one"),)


def cash(number: str = "P-0001", amount: int = FEE) -> CounterPayment:
    """Banknotes, and the till's receipt for them."""
    return CounterPayment(way=PaymentWay.CASH, amount=Forints(amount), till_number=TillNumber(number))


async def a_confirmed_case(counter: Counter) -> CaseId:
    """Somebody who has a gate stands at the counter, and the clerk knows who it is."""
    case_id = await counter.opens(a_person())
    confirmed = await confirm_case(counter.world, counter.clerk, case_id, confirmed=EVERYTHING, now=counter.now)
    assert isinstance(confirmed, Confirmed)
    return case_id


async def a_further_case(counter: Counter) -> CaseId:
    """The same, from the first gate on."""
    await counter.registers_person(a_person())
    return await a_confirmed_case(counter)


async def asks(counter: Counter, case_id: CaseId, payment: CounterPayment | None, username: str = "masodik80") -> Outcome:
    """The clerk sends the case with what was paid."""
    application = Application(
        case_id=case_id, confirmed=frozenset(), username=username, email="eva2@example.hu", language="hu", payment=payment
    )
    return await register_at_counter(counter.world, counter.clerk, application, now=counter.now)


async def rule_from(counter: Counter, day: date, value: str) -> None:
    """Law says another fee from a day on."""
    statement = (
        "INSERT INTO policy (name, effective_on, value, source) VALUES ('further_gate_fee_forints', :day, :value, 'test')"
    )
    async with counter.world.database.transaction() as tx:
        await tx.execute(statement, name=RULE, day=day, value=value)


def test_the_first_gate_is_free_and_each_further_one_costs_what_the_rule_says() -> None:
    rule = FeeRule(name="further_gate_fee_forints", value=FEE, since=None)
    assert (decision(rule, (), None).amount, decision(rule, (), None).reason) == (0, FeeReason.FIRST_GATE)
    assert (decision(rule, HELD, None).amount, decision(rule, HELD, None).reason) == (3000, FeeReason.FURTHER_GATE)


def test_an_office_gate_needs_no_fee_and_the_decision_names_what_freed_it() -> None:
    freed = decision(FeeRule(name="x", value=FEE, since=None), HELD, Exemption(certificate="2026/17"))
    assert (freed.amount, freed.reason, freed.exemption) == (0, FeeReason.OFFICE_GATE, "2026/17")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" p-0001 ", "P-0001"),
        ("AB 12/2026", "AB12/2026"),
        ("", None),
        ("-1", None),
        ("á1", None),
        ("1" * 32, "1" * 32),
        ("1" * 33, None),
    ],
)
def test_a_receipt_number_is_kept_folded_or_refused(typed: str, kept: str | None) -> None:
    assert till_number_of(typed) == kept


async def test_a_further_gate_stays_closed_until_its_fee_is_paid(counter: Counter) -> None:
    case_id = await a_further_case(counter)
    outcome = await asks(counter, case_id, None)
    assert isinstance(outcome, FeeDue)
    assert (outcome.decision.amount, outcome.fault) == (FEE, Unpaid.MISSING)
    assert len(await counter.rows("gate")) == len(await counter.rows("counter_case")) == 1
    assert isinstance(await asks(counter, case_id, cash()), Registered)
    assert len(await counter.rows("gate")) == 2
    assert not await broken(counter)


async def test_the_decision_is_kept_with_its_rule_and_told_to_the_journal(counter: Counter) -> None:
    await rule_from(counter, date(2026, 1, 1), "4500")
    await asks(counter, await a_further_case(counter), cash(amount=4500))
    gate = (await counter.rows("payment"))[0].text("gate_id")
    [kept] = [row for row in await counter.rows("fee_decision") if row.text_or_none("gate_id") == gate]
    assert (kept.number("amount_forints"), kept.text("reason")) == (4500, FeeReason.FURTHER_GATE)
    assert (kept.number("rule_value"), kept.day("rule_since")) == (4500, date(2026, 1, 1))
    technical = [
        row.text("technical") for row in await counter.rows("journal") if row.text("activity") == "register_at_counter"
    ]
    told = ('"fee_reason":"first_gate"', '"fee_rule":"further_gate_fee_forints=4500"')
    assert all(any(words in entry for entry in technical) for words in told)


@pytest.mark.parametrize("amount", [2999, 3001, 0, -3000])
async def test_another_amount_than_the_fee_opens_nothing(counter: Counter, amount: int) -> None:
    outcome = await asks(counter, await a_further_case(counter), cash(amount=amount))
    assert isinstance(outcome, FeeDue)
    assert outcome.fault is Unpaid.AMOUNT_DIFFERS
    assert len(await counter.rows("gate")) == 1
    booked = [row.number("amount_forints") for row in await counter.rows("payment")]
    assert booked == ([amount] if amount > 0 else []), "what was taken is in the book all the same"


async def test_from_the_day_of_the_free_rule_on_a_further_gate_costs_nothing(counter: Counter) -> None:
    await rule_from(counter, counter.now.date(), "0")
    case_id = await a_further_case(counter)
    taken = await asks(counter, case_id, cash())
    assert isinstance(taken, FeeDue), "money that was taken all the same has to be given back first"
    assert isinstance(await asks(counter, case_id, None), Registered)
    assert [row.text_or_none("gate_id") for row in await counter.rows("payment")] == [None], "it paid for nothing"
    assert [row.text("reason") for row in await counter.rows("fee_decision")].count("free_by_rule") == 1


async def test_a_receipt_number_pays_once_within_a_body_and_again_at_another(counter: Counter) -> None:
    await asks(counter, await a_further_case(counter), cash())
    case_id = await a_confirmed_case(counter)
    refused = await asks(counter, case_id, cash(), "harmadik80")
    assert isinstance(refused, FeeDue)
    assert refused.fault is Unpaid.NUMBER_USED
    assert len(await counter.rows("gate")) == 2
    elsewhere = (await an_appointment(counter.world, "ado1234", kind=BodyKind.CONSULATE)).clerk
    other = replace(counter, clerk=elsewhere)
    assert isinstance(await asks(other, await a_confirmed_case(other), cash(), "harmadik80"), Registered)
    assert not await broken(counter)


async def test_a_taken_name_leaves_the_money_in_the_book_for_the_next_name(counter: Counter) -> None:
    case_id = await a_further_case(counter)
    assert isinstance(await asks(counter, case_id, cash(), "kovacseva80"), Incomplete)
    assert [row.text_or_none("gate_id") for row in await counter.rows("payment")] == [None]
    assert isinstance(await asks(counter, case_id, cash()), Registered)
    assert len(await counter.rows("till_entry")) == 1
    assert not await broken(counter)


async def test_a_double_submit_pays_once(counter: Counter) -> None:
    case_id = await a_further_case(counter)
    outcomes = await asyncio.gather(*(asks(counter, case_id, cash()) for _ in range(20)))
    assert len(set(outcomes)) == 1
    assert isinstance(outcomes[0], Registered)
    assert [len(await counter.rows(table)) for table in ("gate", "payment", "fee_decision")] == [2, 1, 2]


async def test_of_two_cases_with_one_receipt_number_at_once_one_is_paid(counter: Counter) -> None:
    first = await a_further_case(counter)
    second = await a_confirmed_case(counter)
    outcomes = await asyncio.gather(asks(counter, first, cash(), "masodik80"), asks(counter, second, cash(), "harmadik80"))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["FeeDue", "Registered"]
    assert len(await counter.rows("payment")) == 1


async def test_the_receipt_says_what_was_paid(counter: Counter) -> None:
    outcome = await asks(counter, await a_further_case(counter), cash("T/42"))
    assert isinstance(outcome, Registered)
    gate = GateId((await counter.rows("payment"))[0].text("gate_id"))
    receipt = await claims.receipt_of(counter.world.database.reader, gate)
    assert receipt
    assert (receipt.way, receipt.amount, receipt.number) == (PaymentWay.CASH, FEE, "T/42")
