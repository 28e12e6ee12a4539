"""Money at a counter is in the till's book whatever becomes of the case, and is handed back once (`domain.md R11`)."""

import asyncio
from dataclasses import replace

import pytest

from tests.gate.actions.test_fee import FEE, a_confirmed_case, a_further_case, asks, cash
from tests.gate.counter_world import Counter, an_appointment
from tests.gate.standing_world import broken
from ugyfelkapu.gate.actions.counter.close_abandoned_cases import close_abandoned_cases
from ugyfelkapu.gate.actions.counter.hand_back_fee import HandedBack, hand_back_fee
from ugyfelkapu.gate.actions.counter.open_case import CaseRefused
from ugyfelkapu.gate.actions.counter.register_at_counter import Incomplete, NoCase, Registered
from ugyfelkapu.gate.actions.counter.till_day import close_till, open_money_of, till_day
from ugyfelkapu.gate.actions.fees.settlement import FeeDue, Unpaid
from ugyfelkapu.gate.domain.office import BodyKind, NotARegistrarError
from ugyfelkapu.gate.domain.payment import PaymentId, PaymentWay, TillNumber
from ugyfelkapu.gate.domain.till import Closing, series_of

MANY = 20
TAKEN_NAME = "kovacseva80"
HANDED_BACK = "Visszaadtuk a további ügyfélkapu díját"


async def booked(counter: Counter) -> list[tuple[str, str, int]]:
    """The till's book."""
    rows = await counter.world.database.reader.all("SELECT * FROM till_entry ORDER BY booked_at, till_number")
    return [(row.text("kind"), row.text("till_number"), row.number("amount_forints")) for row in rows]


async def money_that_opened_nothing(counter: Counter) -> PaymentId:
    """A clerk took the fee, and the name was taken."""
    assert isinstance(await asks(counter, await a_further_case(counter), cash(), TAKEN_NAME), Incomplete)
    return (await open_money_of(counter.world, counter.clerk))[0].payment_id


async def returns(counter: Counter, payment_id: PaymentId, number: str = "S-0001") -> HandedBack:
    return await hand_back_fee(counter.world, counter.clerk, payment_id, number=TillNumber(number), now=counter.now)


@pytest.mark.parametrize(
    ("number", "series"),
    [("P-2026/0042", ("P2026", 42)), ("42", ("", 42)), ("P-42A", ("", None)), ("9" * 32, ("9" * 17, int("9" * 15)))],
)
def test_a_receipt_number_counts_within_its_series(number: str, series: tuple[str, int | None]) -> None:
    assert series_of(TillNumber(number)) == series


async def test_the_fee_of_an_opened_gate_stands_in_the_book_once(counter: Counter) -> None:
    case_id = await a_further_case(counter)
    for _ in range(2):
        assert isinstance(await asks(counter, case_id, cash()), Registered)
    assert await booked(counter) == [("taken", "P-0001", FEE)]
    assert not await open_money_of(counter.world, counter.clerk)
    assert ("take_fee_at_counter", "done") in await counter.journal()
    assert not await broken(counter)


async def test_money_taken_for_a_case_that_is_refused_is_open_until_it_is_handed_back(counter: Counter) -> None:
    case_id = await a_further_case(counter)
    applicant = (await counter.rows("person"))[0].blob("identity_key")
    themselves = replace(counter, clerk=replace(counter.clerk, identity_key=applicant))
    assert isinstance(await asks(themselves, case_id, cash()), CaseRefused)
    (money,) = await open_money_of(counter.world, counter.clerk)
    assert (money.number, money.amount, money.case_id) == ("P-0001", FEE, case_id)
    assert await returns(counter, money.payment_id) is HandedBack.DONE
    assert await booked(counter) == [("taken", "P-0001", FEE), ("handed_back", "S-0001", FEE)]
    assert not await open_money_of(counter.world, counter.clerk)
    assert not await broken(counter)


async def test_money_sent_for_a_case_that_was_closed_meanwhile_is_booked_once(counter: Counter) -> None:
    case_id = await a_further_case(counter)
    counter.clock.advance(days=1)
    await close_abandoned_cases(counter.world, now=counter.now)
    for _ in range(2):
        assert isinstance(await asks(counter, case_id, cash()), NoCase)
    assert await booked(counter) == [("taken", "P-0001", FEE)]
    assert len(await open_money_of(counter.world, counter.clerk)) == 1
    assert not await broken(counter)


async def test_many_at_once_book_one_entry(counter: Counter) -> None:
    case_id = await a_further_case(counter)
    outcomes = await asyncio.gather(*(asks(counter, case_id, cash(), TAKEN_NAME) for _ in range(MANY)))
    assert {type(outcome) for outcome in outcomes} == {Incomplete}
    assert await booked(counter) == [("taken", "P-0001", FEE)]
    assert (await counter.journal()).count(("take_fee_at_counter", "done")) == 1


async def test_a_number_or_way_that_was_mistyped_is_put_right_while_the_money_is_open(counter: Counter) -> None:
    case_id = await a_further_case(counter)
    await asks(counter, case_id, cash("P-0010"), TAKEN_NAME)
    right = replace(cash("P-0001"), way=PaymentWay.CARD_TERMINAL)
    assert isinstance(await asks(counter, case_id, right), Registered)
    assert await booked(counter) == [("taken", "P-0001", FEE)]
    assert [row.text("way") for row in await counter.rows("payment")] == ["card_terminal"]
    entry = next(row for row in await counter.rows("journal") if row.text("outcome") == "corrected")
    assert '"former_receipt":"P-0010"' in entry.text("technical")
    assert not await broken(counter)


async def test_a_number_of_another_receipt_changes_nothing_in_the_book(counter: Counter) -> None:
    await asks(counter, await a_further_case(counter), cash("P-0001"))
    case_id = await a_confirmed_case(counter)
    await asks(counter, case_id, cash("P-0002"), TAKEN_NAME)
    outcome = await asks(counter, case_id, cash("P-0001"), "harmadik80")
    assert isinstance(outcome, FeeDue)
    assert outcome.fault is Unpaid.NUMBER_USED
    assert await booked(counter) == [("taken", "P-0001", FEE), ("taken", "P-0002", FEE)]
    assert ("take_fee_at_counter", "number_used") in await counter.journal()
    assert not await broken(counter)


async def test_what_is_handed_back_is_booked_journalled_and_told_to_the_owner_once(counter: Counter) -> None:
    payment_id = await money_that_opened_nothing(counter)
    outcomes = await asyncio.gather(*(returns(counter, payment_id, f"S-{number}") for number in range(MANY)))
    assert sorted(outcomes) == [HandedBack.DONE, *[HandedBack.NOT_OPEN] * (MANY - 1)]
    assert [kind for kind, _, _ in await booked(counter)].count("handed_back") == 1
    assert (await counter.journal()).count(("hand_back_fee_at_counter", "done")) == 1
    mails = [row.text("recipient") for row in await counter.rows("outbox") if row.text("subject") == HANDED_BACK]
    assert mails == ["eva@example.hu"], "at the gate they have"
    entry = next(row for row in await counter.rows("journal") if row.text("activity") == "hand_back_fee_at_counter")
    assert entry.text("subject") == (await counter.rows("person"))[0].text("person_id")
    assert not await broken(counter)


async def test_what_was_handed_back_opens_no_gate_any_more(counter: Counter) -> None:
    case_id = await a_further_case(counter)
    await asks(counter, case_id, cash(), TAKEN_NAME)
    await returns(counter, (await open_money_of(counter.world, counter.clerk))[0].payment_id)
    outcome = await asks(counter, case_id, cash())
    assert isinstance(outcome, FeeDue)
    assert outcome.fault is Unpaid.NUMBER_USED
    assert isinstance(await asks(counter, case_id, cash("P-0002")), Registered)
    assert not await broken(counter)


async def test_of_a_registration_and_a_return_at_once_one_has_the_money(counter: Counter) -> None:
    case_id = await a_further_case(counter)
    await asks(counter, case_id, cash(), TAKEN_NAME)
    payment_id = (await open_money_of(counter.world, counter.clerk))[0].payment_id
    opened, returned = await asyncio.gather(asks(counter, case_id, cash()), returns(counter, payment_id))
    assert isinstance(opened, Registered) is (returned is HandedBack.NOT_OPEN)
    assert len(await counter.rows("gate")) == (2 if isinstance(opened, Registered) else 1)
    assert not await broken(counter)


async def test_money_that_opened_a_gate_is_not_handed_back(counter: Counter) -> None:
    await asks(counter, await a_further_case(counter), cash())
    payment_id = PaymentId((await counter.rows("payment"))[0].text("payment_id"))
    assert await returns(counter, payment_id) is HandedBack.NOT_OPEN
    assert len(await booked(counter)) == 1


async def test_a_return_needs_a_receipt_number_of_its_own(counter: Counter) -> None:
    payment_id = await money_that_opened_nothing(counter)
    assert await returns(counter, payment_id, "P-0001") is HandedBack.NUMBER_USED
    assert len(await open_money_of(counter.world, counter.clerk)) == 1
    assert not await broken(counter)
    assert await returns(counter, payment_id, "S-0001") is HandedBack.DONE
    case_id = await a_confirmed_case(counter)
    refused = await asks(counter, case_id, cash("S-0001"))
    assert isinstance(refused, FeeDue)
    assert refused.fault is Unpaid.NUMBER_USED


async def test_a_colleague_of_the_body_may_hand_back_and_nobody_else(counter: Counter) -> None:
    payment_id = await money_that_opened_nothing(counter)
    other = replace(counter, clerk=(await an_appointment(counter.world, "ado1234", kind=BodyKind.CONSULATE)).clerk)
    assert not await open_money_of(other.world, other.clerk)
    assert await returns(other, payment_id) is HandedBack.NOT_OPEN
    outsider = replace(counter.clerk, body=replace(counter.clerk.body, kind=BodyKind.OPERATOR))
    with pytest.raises(NotARegistrarError):
        await hand_back_fee(counter.world, outsider, payment_id, number=TillNumber("S-1"), now=counter.now)
    colleague = replace(counter, clerk=(await an_appointment(counter.world, "kollega1")).clerk)
    assert await returns(colleague, payment_id) is HandedBack.DONE
    assert [entry.number for entry in (await till_day(counter.world, colleague.clerk, now=counter.now)).entries] == ["S-0001"]


async def test_of_two_closings_of_a_day_the_newer_counts_and_tomorrow_is_another(counter: Counter) -> None:
    assert (await till_day(counter.world, counter.clerk, now=counter.now)).closed is None
    for cash_forints in (1000, 3000):
        counter.clock.advance(seconds=1)
        closing = Closing(cash_forints=cash_forints, sales_count=0, sales_forints=0, refunds_count=0, refunds_forints=0)
        await close_till(counter.world, counter.clerk, closing, now=counter.now)
    closed = (await till_day(counter.world, counter.clerk, now=counter.now)).closed
    assert closed
    assert closed.closing.cash_forints == 3000
    counter.clock.advance(days=1)
    assert (await till_day(counter.world, counter.clerk, now=counter.now)).closed is None
    assert len(await counter.rows("till_closing")) == 2
