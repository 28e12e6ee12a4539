"""A second gate for an owner, opened at the counter for its fee like any other (`domain.md R11`)."""

from tests.gate.counter_world import EVERYTHING, a_person
from tests.gate.owner_world import EMAIL, Owner
from ugyfelkapu.gate.actions.counter.confirm_case import Confirmed, confirm_case
from ugyfelkapu.gate.actions.counter.register_at_counter import Application, Registered, register_at_counter
from ugyfelkapu.gate.actions.passwords.activate import Activated
from ugyfelkapu.gate.domain.fee import Forints
from ugyfelkapu.gate.domain.payment import CounterPayment, PaymentWay, TillNumber

SECOND = "masodik80"
SECOND_PASSWORD = "piros esernyő a fogason"


async def a_further_gate(owner: Owner, username: str = SECOND, *, email: str = EMAIL) -> Owner:
    """The same person with another gate that waits for its activation, its letters at the same address unless told."""
    counter = owner.counter
    owner.clock.advance(milliseconds=1)
    case_id = await counter.opens(a_person())
    confirmed = await confirm_case(counter.world, counter.clerk, case_id, confirmed=EVERYTHING, now=counter.now)
    assert isinstance(confirmed, Confirmed)
    till_number = TillNumber(f"P-{len(await counter.rows('payment')):04}")
    cash = CounterPayment(way=PaymentWay.CASH, amount=Forints(3000), till_number=till_number)
    application = Application(
        case_id=case_id, confirmed=frozenset(), username=username, email=email, language="hu", payment=cash
    )
    outcome = await register_at_counter(counter.world, counter.clerk, application, now=counter.now)
    assert isinstance(outcome, Registered), outcome
    return Owner(counter=counter, username=username, password=SECOND_PASSWORD)


async def a_second_gate(owner: Owner, *, email: str = EMAIL) -> Owner:
    """The same, activated."""
    second = await a_further_gate(owner, email=email)
    second.clock.advance(milliseconds=1)
    activated = await second.activates(await second.code(), password=SECOND_PASSWORD)
    assert isinstance(activated, Activated), activated
    second.device = activated.device
    second.clock.advance(milliseconds=1)
    return second
