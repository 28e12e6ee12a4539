"""Money that opens no gate goes back, once; what nobody paid for lapses (`domain.md R11`)."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from tests.gate.counter_world import Counter, a_person
from tests.gate.payment_world import PayingTown, a_paying_town, signed, subjects
from tests.gate.standing_world import broken
from ugyfelkapu.gate.actions.applying.begin_payment import NotBegun
from ugyfelkapu.gate.actions.applying.look_after_payments import look_after
from ugyfelkapu.gate.actions.applying.settle_payment import hear_callback, settle_payment
from ugyfelkapu.gate.actions.applying.view_payment import Known
from ugyfelkapu.gate.actions.fees.reconcile import reconcile
from ugyfelkapu.gate.domain.identity import Register
from ugyfelkapu.gate.domain.payment import PaymentId
from ugyfelkapu.gate.domain.reconciliation import Reconciliation
from ugyfelkapu.gate.ports import Unavailable

MANY = 20


@pytest.fixture
def town(counter: Counter) -> PayingTown:
    return a_paying_town(counter)


async def test_nobody_pays_for_an_application_that_lapsed(town: PayingTown) -> None:
    key = await town.must_pay()
    await town.page(key)
    await town.works(hours=24)
    assert await town.known(key) is Known.LAPSED
    assert (await town.payment()).text("state") == "expired"
    assert await town.begins(key) is NotBegun.ENDED
    assert (await town.counter.rows("paid_application"))[0].blob_or_none("sealed") is None
    assert not await broken(town.counter)


async def test_an_application_that_was_never_gone_on_with_lapses_and_one_second_before_it_does_not(town: PayingTown) -> None:
    key = await town.must_pay()
    await town.works(hours=23, minutes=59, seconds=59)
    assert await town.known(key) is Known.TO_PAY
    await town.works(seconds=1)
    assert (await town.counter.rows("paid_application"))[0].text("state") == "lapsed"


async def test_money_that_was_paid_in_time_counts_however_late_we_hear_of_it(town: PayingTown) -> None:
    town.switch(lose=True)
    key = await town.must_pay()
    await town.decides(key)
    await town.works(days=3)
    assert await town.known(key) is Known.OPENED


async def test_while_the_gateway_is_silent_no_payment_lapses(town: PayingTown) -> None:
    key = await town.must_pay()
    await town.page(key)
    town.switch(silent=True)
    await town.works(hours=25)
    assert (await town.payment()).text("state") == "pending"


@pytest.mark.parametrize(
    "mischief", [{"amount": 2999}, {"amount": 3001}, {"currency": "EUR"}, {"amount": 300000, "currency": "JPY"}]
)
async def test_another_amount_or_currency_opens_nothing_and_goes_back(town: PayingTown, mischief: dict[str, object]) -> None:
    town.switch(**mischief)
    key = await town.must_pay()
    await town.decides(key)
    assert await town.gates() == 1
    assert await town.known(key) is Known.RETURNING
    await town.works(seconds=1)
    assert await town.known(key) is Known.RETURNED
    assert (await town.payment()).text("refund_reason") == "differs"
    assert (await subjects(town)).count("Visszafizetjük, ami a díjra érkezett") == 1
    assert (await town.counter.rows("paid_application"))[0].blob_or_none("sealed") is None
    assert town.entry.state == "refunded"
    assert not await broken(town.counter)


async def test_a_name_taken_while_its_applicant_paid_gives_the_money_back_once(town: PayingTown) -> None:
    key = await town.must_pay()
    url = await town.page(key)
    await town.counter.registers_person(
        a_person("Tóth", number="654321BA", born=a_person().identity.birth_date.replace(year=1990, day=1)), "masodik80"
    )
    await town.payer.post(url, data={"decision": "pay"})
    await town.calls_arrive()
    assert await town.known(key) is Known.RETURNING
    for _ in range(3):
        await town.works(seconds=30)
    assert await town.known(key) is Known.RETURNED
    about_money = [pair for pair in await town.counter.journal() if pair[0] in {"ask_refund", "fee_refunded"}]
    assert sorted(about_money) == [("ask_refund", "name_taken"), ("fee_refunded", "done")]
    assert (await subjects(town)).count("Visszafizetjük a további ügyfélkapu díját") == 1
    assert not await broken(town.counter)


async def test_a_payer_who_died_meanwhile_gets_no_gate_and_the_money_goes_back(town: PayingTown) -> None:
    key = await town.must_pay()
    url = await town.page(key)
    town.counter.registers.now_says(replace(a_person(), deceased=True))
    await town.payer.post(url, data={"decision": "pay"})
    await town.calls_arrive()
    assert await town.known(key) is Known.RETURNING
    assert (await town.payment()).text("refund_reason") == "refused"


async def test_while_the_register_is_silent_the_gate_waits_and_after_its_time_the_money_goes_back(town: PayingTown) -> None:
    key = await town.must_pay()
    url = await town.page(key)
    town.counter.registers.records.clear()
    person = a_person()
    known = town.counter.registers.answers.pop(person.document.document_number)
    town.counter.registers.answers[person.document.document_number] = Unavailable(register=Register.SZL, reason="down")
    await town.payer.post(url, data={"decision": "pay"})
    await town.calls_arrive()
    assert await town.known(key) is Known.PAID
    await town.works(hours=23)
    assert await town.known(key) is Known.PAID
    town.counter.registers.answers[person.document.document_number] = known
    await town.works(minutes=10)
    assert await town.known(key) is Known.OPENED


async def test_a_register_that_stays_silent_sends_the_money_back(town: PayingTown) -> None:
    key = await town.must_pay()
    url = await town.page(key)
    town.counter.registers.records.clear()
    town.counter.registers.answers[a_person().document.document_number] = Unavailable(register=Register.SZL, reason="down")
    await town.payer.post(url, data={"decision": "pay"})
    await town.calls_arrive()
    await town.works(hours=24)
    assert (await town.payment()).text("refund_reason") == "unanswered"
    assert not await broken(town.counter)


async def test_money_for_a_payment_that_was_over_goes_back(town: PayingTown) -> None:
    key = await town.must_pay()
    await town.decides(key, "turn_down")
    entry = town.entry
    entry.state = "waiting"
    town.service.ledger.pay(entry, amount=3000, currency="HUF", today=town.counter.now.date())
    await hear_callback(town.counter.world, signed(town, entry.order.order))
    assert (await town.payment()).text("refund_reason") == "too_late"
    await town.works(seconds=1)
    assert entry.state == "refunded"
    assert await town.gates() == 1
    assert await mails_about(town, LATE) == ["eva2@example.hu"], "the application still waits: where they asked for it"


async def mails_about(town: PayingTown, subject: str) -> list[str]:
    """To whom mails of this subject go."""
    return [row.text("recipient") for row in await town.counter.rows("outbox") if row.text("subject") == subject]


LATE = "Visszafizetjük a további ügyfélkapu díját"


async def test_money_that_comes_after_the_application_lapsed_goes_back_and_its_owner_is_told_once(town: PayingTown) -> None:
    key = await town.must_pay()
    await town.page(key)
    await town.works(hours=24)
    assert await town.known(key) is Known.LAPSED
    entry = town.entry
    town.service.ledger.pay(entry, amount=3000, currency="HUF", today=town.counter.now.date())
    for _ in range(2):
        await hear_callback(town.counter.world, signed(town, entry.order.order))
    assert await mails_about(town, LATE) == ["eva@example.hu"], "nothing is left of the application: at the gate they have"
    await town.works(seconds=1)
    assert entry.state == "refunded"
    assert await town.known(key) is Known.RETURNED
    assert not await broken(town.counter)


async def test_of_many_calls_about_late_money_one_asks_for_the_refund_and_one_mail_goes_out(town: PayingTown) -> None:
    key = await town.must_pay()
    await town.page(key)
    await town.works(hours=24)
    town.service.ledger.pay(town.entry, amount=3000, currency="HUF", today=town.counter.now.date())
    payment_id = PaymentId(town.entry.order.order)
    await asyncio.gather(*(settle_payment(town.counter.world, payment_id) for _ in range(MANY)))
    assert len(await mails_about(town, LATE)) == 1
    assert (await town.counter.journal()).count(("ask_refund", "too_late")) == 1


async def test_a_second_payment_of_an_application_whose_gate_is_open_goes_back_and_is_told(
    town: PayingTown,
) -> None:
    key = await town.must_pay()
    await town.decides(key, "turn_down")
    first = town.entry
    town.counter.clock.advance(seconds=1)
    await town.decides(key)
    assert await town.known(key) is Known.OPENED
    first.state = "waiting"
    town.service.ledger.pay(first, amount=3000, currency="HUF", today=town.counter.now.date())
    await hear_callback(town.counter.world, signed(town, first.order.order))
    await town.works(seconds=1)
    assert first.state == "refunded"
    assert town.entry.state == "paid", "what opened the gate stays"
    assert len(await mails_about(town, LATE)) == 1
    assert not await broken(town.counter)


async def test_another_amount_that_comes_after_the_application_lapsed_is_told_too(town: PayingTown) -> None:
    key = await town.must_pay()
    await town.page(key)
    await town.works(hours=24)
    town.service.ledger.pay(town.entry, amount=1, currency="HUF", today=town.counter.now.date())
    await hear_callback(town.counter.world, signed(town, town.entry.order.order))
    assert (await town.payment()).text("refund_reason") == "differs"
    assert await mails_about(town, "Visszafizetjük, ami a díjra érkezett") == ["eva@example.hu"]


async def test_money_that_the_gateway_gave_back_by_itself_ends_the_application_and_is_told(town: PayingTown) -> None:
    town.switch(lose=True)
    key = await town.must_pay()
    await town.decides(key)
    town.service.ledger.refund(town.entry, today=town.counter.now.date())
    for _ in range(2):
        await town.works(seconds=30)
    assert await town.known(key) is Known.RETURNED
    assert await town.gates() == 1
    assert await town.begins(key) is NotBegun.ENDED
    assert await mails_about(town, "A fizetési szolgáltató visszafizette a díjat") == ["eva2@example.hu"]
    assert (await town.counter.journal()).count(("fee_refunded", "returned_there")) == 1
    report = await reconcile(town.counter.world, town.counter.now.date())
    assert isinstance(report, Reconciliation)
    assert not report.differences
    assert not await broken(town.counter)


async def test_there_is_no_refund_of_a_refund(town: PayingTown) -> None:
    town.switch(amount=2999)
    key = await town.must_pay()
    await town.decides(key)
    await town.works(seconds=1)
    before = await town.counter.journal()
    payment_id = PaymentId((await town.payment()).text("payment_id"))
    await asyncio.gather(*(look_after(town.counter.world, payment_id) for _ in range(MANY)))
    await hear_callback(town.counter.world, signed(town, payment_id))
    await town.works(days=1)
    assert await town.counter.journal() == before
    assert [line["kind"] for line in town.service.ledger.lines(town.entry.booked_on or date.min)] == ["payment", "refund"]


async def test_a_lost_answer_to_a_refund_is_asked_for_again_and_gives_back_once(town: PayingTown) -> None:
    town.switch(amount=2999)
    key = await town.must_pay()
    await town.decides(key)
    town.switch(unsigned=True)
    await town.works(seconds=1)
    assert town.entry.state == "refunded", "the gateway did it, and its answer was not believed"
    assert await town.known(key) is Known.RETURNING
    town.switch()
    await town.works(minutes=1)
    assert await town.known(key) is Known.RETURNED
    assert (await town.counter.journal()).count(("fee_refunded", "done")) == 1


async def test_the_rule_of_the_day_of_the_application_stands_when_it_changes_before_the_payment(town: PayingTown) -> None:
    key = await town.must_pay()
    url = await town.page(key)
    async with town.counter.world.database.transaction() as tx:
        statement = "INSERT INTO policy (name, effective_on, value, source) VALUES (:name, :day, '0', 'test')"
        await tx.execute(statement, name="further_gate_fee_forints", day=town.counter.now.date())
    await town.payer.post(url, data={"decision": "pay"})
    await town.calls_arrive()
    assert await town.known(key) is Known.OPENED
    decided = [row for row in await town.counter.rows("fee_decision") if row.text_or_none("application_id")]
    assert [row.number("amount_forints") for row in decided] == [3000]
