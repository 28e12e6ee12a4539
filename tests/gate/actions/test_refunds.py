"""Money that opens no gate goes back, once; what nobody paid for lapses (`domain.md R11`)."""

from dataclasses import replace

import pytest

from tests.gate.counter_world import Counter, a_person
from tests.gate.payment_world import PayingTown, a_paying_town, signed, subjects
from tests.gate.standing_world import broken
from ugyfelkapu.gate.actions.applying.begin_payment import NotBegun
from ugyfelkapu.gate.actions.applying.settle_payment import hear_callback
from ugyfelkapu.gate.actions.applying.view_payment import Known
from ugyfelkapu.gate.domain.identity import Register
from ugyfelkapu.gate.ports import Unavailable

MANY = 20
CALLBACK = "/payments/callback"


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
