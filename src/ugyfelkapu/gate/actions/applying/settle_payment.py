"""What the gateway says of a payment counts here once: from its callback, from the worker, from the page (`domain.md R11`).

A callback is believed only in that something happened: the gateway itself is asked what. So a lost one is made up for, a
doubled or late one changes nothing, and a forged one is not heard.
"""

from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.actions.applying.finish_application import end_unpaid, finish_application, refuse_money
from ugyfelkapu.gate.actions.applying.give_back import (
    LostDecisionError,
    Refund,
    give_back,
    known_payer,
    take_over_refund,
)
from ugyfelkapu.gate.actions.journal.payment_journal import Activity, PaymentEvent, note
from ugyfelkapu.gate.domain.fee import CURRENCY
from ugyfelkapu.gate.domain.gateway import Callback, GatewayState, Told, UnknownOrder
from ugyfelkapu.gate.domain.payment import PaymentId, PaymentState, RefundReason
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import fee_decisions, payments
from ugyfelkapu.gate.store.payments import Payment

OPEN = frozenset({PaymentState.OPENED, PaymentState.PENDING})
UNPAID = OPEN | {PaymentState.FAILED, PaymentState.EXPIRED}


async def hear_callback(world: GateWorld, callback: Callback) -> bool:
    """Look after the payment a call is about; `False` when the call is not the gateway's."""
    payment_id = world.payments.heard(callback, now=world.clock.now()) if world.payments else None
    if payment_id is None:
        return False
    await settle_payment(world, payment_id)
    return True


async def settle_payment(world: GateWorld, payment_id: PaymentId) -> None:
    """Ask the gateway about a payment, take the answer over, and open the gate when it is paid; any number of times."""
    payment = await payments.by_id(world.database.reader, payment_id)
    if payment is None or world.payments is None:
        return
    if payment.state in UNPAID:
        told = await world.payments.ask(payment_id)
        now = world.clock.now()
        async with world.database.transaction() as tx:
            if isinstance(told, Told):
                await _take_over(tx, world, payment, told=told, now=now)
            if isinstance(told, Told | UnknownOrder) and now >= payment.expires_at and not _is_money(told):
                await _fail(tx, payment, PaymentState.EXPIRED, now=now)
    await finish_application(world, payment_id)


async def _take_over(tx: Transaction, world: GateWorld, payment: Payment, *, told: Told, now: datetime) -> None:
    if told.state is GatewayState.FAILED:
        await _fail(tx, payment, PaymentState.FAILED, now=now)
    elif told.state is GatewayState.PAID and told.booked_on:
        if (told.amount, told.currency) != (payment.amount, CURRENCY):
            if not await refuse_money(tx, world, payment, told=told, now=now):
                refund = await _refund(tx, world, payment, reason=RefundReason.DIFFERS, told=told)
                await give_back(tx, world, refund, now=now)
        elif await payments.pay(tx, payment.payment_id, reference=told.reference, booked_on=told.booked_on, now=now):
            await _note(tx, payment, Activity.PAY, outcome="done", now=now)
        else:
            await _give_back_late(tx, world, payment, told=told, now=now)
    elif told.state is GatewayState.REFUNDED:
        await _returned_there(tx, world, payment, told=told, now=now)


async def _give_back_late(tx: Transaction, world: GateWorld, payment: Payment, *, told: Told, now: datetime) -> None:
    """Money for a payment that was over: it goes back, unless somebody else has just taken it for paid."""
    current = await payments.by_id(tx, payment.payment_id)
    if current and current.state in {PaymentState.FAILED, PaymentState.EXPIRED}:
        refund = await _refund(tx, world, payment, reason=RefundReason.TOO_LATE, told=told)
        await give_back(tx, world, refund, now=now)


async def _refund(tx: Transaction, world: GateWorld, payment: Payment, *, reason: RefundReason, told: Told) -> Refund:
    payer = await known_payer(tx, world, payment)
    return Refund(payment=payment, reason=reason, payer=payer, booked_on=told.booked_on)


async def _returned_there(tx: Transaction, world: GateWorld, payment: Payment, *, told: Told, now: datetime) -> None:
    """Money came and went before we heard of either: nothing was opened, and nothing is left to wait for."""
    refund = await _refund(tx, world, payment, reason=RefundReason.RETURNED_THERE, told=told)
    if await take_over_refund(tx, world, refund, told=told, now=now):
        await end_unpaid(tx, payment.application_id, RefundReason.RETURNED_THERE, now=now)


async def _fail(tx: Transaction, payment: Payment, state: PaymentState, *, now: datetime) -> None:
    if await payments.fail(tx, payment.payment_id, state):
        await _note(tx, payment, Activity.FAIL, outcome=state, now=now)


def _is_money(told: Told | UnknownOrder) -> bool:
    return isinstance(told, Told) and told.state in {GatewayState.PAID, GatewayState.REFUNDED}


async def _note(tx: Transaction, payment: Payment, activity: Activity, *, outcome: str, now: datetime) -> None:
    person_id = await fee_decisions.person_of(tx, payment.application_id)
    if person_id is None:
        raise LostDecisionError(payment.application_id)
    event = PaymentEvent(
        activity=activity,
        subject=person_id,
        application_id=payment.application_id,
        payment_id=payment.payment_id,
        outcome=outcome,
    )
    await note(tx, event, at=now)
