"""What the worker does about payments: ask where no callback came, give money back, let go of what nobody paid for."""

from datetime import datetime, timedelta

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.actions.applying.card_code_back import card_code_back
from ugyfelkapu.gate.actions.applying.settle_payment import settle_payment
from ugyfelkapu.gate.actions.journal.payment_journal import Activity, PaymentEvent, note
from ugyfelkapu.gate.domain.gateway import GatewayState, Told
from ugyfelkapu.gate.domain.payment import ApplicationId, PaymentId, PaymentState
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import fee_decisions, paid_applications, payments, tills
from ugyfelkapu.gate.store.paid_applications import ApplicationState
from ugyfelkapu.gate.store.payments import Payment

AT_ONCE = 20
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(minutes=10)
SHOWN_DAYS = 30
"""So long the page of an application that ended says how it did."""

ACCOUNTS_KEPT_YEARS = 8
"""Payments and the decisions behind them (Szt. 169. §)."""

MOST_DOUBLINGS = 8


async def ask_due(world: GateWorld) -> int:
    """Ask about every payment whose turn it is, and refund what is to be given back; how many."""
    found = await payments.due(world.database.reader, now=world.clock.now(), many=AT_ONCE)
    for payment_id in found:
        await look_after(world, payment_id)
    return len(found)


async def look_after(world: GateWorld, payment_id: PaymentId) -> None:
    """One payment's turn, if it is; a turn that was taken and died comes again after its pause."""
    now = world.clock.now()
    payment = await payments.by_id(world.database.reader, payment_id)
    if payment is None:
        return
    async with world.database.transaction() as tx:
        if not await payments.take_turn(tx, payment_id, now=now, ask_at=now + _pause(payment)):
            return
    if payment.state is PaymentState.REFUND_ASKED:
        await _refund(world, payment)
    else:
        await settle_payment(world, payment_id)


async def let_go(world: GateWorld) -> int:
    """End the applications nobody paid for; how many."""
    now = world.clock.now()
    found = await paid_applications.lapsed(world.database.reader, now=now, many=AT_ONCE)
    for application_id in found:
        async with world.database.transaction() as tx:
            if await paid_applications.end(tx, application_id, ApplicationState.LAPSED):
                await card_code_back(tx, application_id, now=now)
                await _note(tx, Activity.LAPSE, application_id, payment_id=None, now=now)
    return len(found)


async def forget_payments(world: GateWorld) -> int:
    """Delete what nobody looks at any more, and what the accounts need no longer; how many."""
    now = world.clock.now()
    async with world.database.transaction() as tx:
        removed = await paid_applications.forget_old(tx, before=now - timedelta(days=SHOWN_DAYS))
        before = now - timedelta(days=366 * ACCOUNTS_KEPT_YEARS)
        return removed + await payments.forget_old(tx, before=before) + await tills.forget_old(tx, before=before)


async def _refund(world: GateWorld, payment: Payment) -> None:
    """Asked again after a crash, the gateway gives back once; so does a second worker."""
    if world.payments is None:
        return
    told = await world.payments.refund(payment.payment_id)
    now = world.clock.now()
    if not isinstance(told, Told) or told.state is not GatewayState.REFUNDED or told.refunded_on is None:
        return
    async with world.database.transaction() as tx:
        if await payments.refunded(tx, payment.payment_id, refunded_on=told.refunded_on, now=now):
            await _note(tx, Activity.REFUND, payment.application_id, payment_id=payment.payment_id, now=now)


async def _note(
    tx: Transaction, activity: Activity, application_id: ApplicationId, *, payment_id: PaymentId | None, now: datetime
) -> None:
    person_id = await fee_decisions.person_of(tx, application_id)
    if person_id is not None:
        event = PaymentEvent(activity=activity, subject=person_id, application_id=application_id, payment_id=payment_id)
        await note(tx, event, at=now)


def _pause(payment: Payment) -> timedelta:
    return min(FIRST_PAUSE * (1 << min(payment.asks, MOST_DOUBLINGS)), LONGEST_PAUSE)
