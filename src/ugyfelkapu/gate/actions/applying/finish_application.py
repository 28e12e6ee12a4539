"""A paid application ends: its gate opens, or the money goes back; exactly once, whoever comes first (`domain.md R11`)."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.gate.actions.applying.apply_online import Proven, refusal_now, registered
from ugyfelkapu.gate.actions.applying.card_code_back import card_code_back, forget_card
from ugyfelkapu.gate.actions.applying.give_back import Refund, give_back, payer_of
from ugyfelkapu.gate.actions.applying.held_application import Held, unsealed
from ugyfelkapu.gate.actions.journal import online_journal
from ugyfelkapu.gate.actions.mail.letter import Occasion
from ugyfelkapu.gate.actions.mail.payment_letter import PaymentLetter, tell_payer
from ugyfelkapu.gate.actions.registers.ask_register_again import ask_register_again
from ugyfelkapu.gate.actions.registration.open_gate import Opened, Opening, open_gate
from ugyfelkapu.gate.domain.counter_case import Answer
from ugyfelkapu.gate.domain.gateway import Told
from ugyfelkapu.gate.domain.payment import ApplicationId, OnlinePayment, PaymentId, PaymentState, RefundReason
from ugyfelkapu.gate.domain.person import PersonId
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.ports import GateWorld, Gone, Known, Unavailable
from ugyfelkapu.gate.store import fee_decisions, paid_applications, payments, people
from ugyfelkapu.gate.store.paid_applications import ApplicationState
from ugyfelkapu.gate.store.payments import Payment


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paid:
    payment: Payment
    person_id: PersonId
    held: Held
    booked_on: date | None = None
    """The gateway's day of money that does not count as paid here."""


async def finish_application(world: GateWorld, payment_id: PaymentId) -> None:
    """Open the gate of a payment that is paid; while the register is silent it waits, up to the time of the policy."""
    paid = await _paid(world, payment_id)
    if paid is None:
        return
    known = await _asked_again(world, paid)
    now = world.clock.now()
    async with world.database.transaction() as tx:
        if isinstance(known, Unavailable):
            if await _waited_too_long(tx, paid, now=now):
                await _refuse(tx, world, paid, reason=RefundReason.UNANSWERED, now=now)
            return
        if not await paid_applications.end(tx, paid.payment.application_id, ApplicationState.OPENED):
            return
        reason = await _opened(tx, world, paid, known=known, now=now)
        if reason:
            await paid_applications.amend(tx, paid.payment.application_id, ApplicationState.REFUSED, outcome=reason)
            await _give_back(tx, world, paid, reason=reason, now=now)


async def refuse_money(tx: Transaction, world: GateWorld, payment: Payment, *, told: Told, now: datetime) -> bool:
    """Another amount or currency came: the application ends and all of it goes back; `False` when it ended before."""
    application = await paid_applications.by_id(tx, payment.application_id)
    person_id = await fee_decisions.person_of(tx, payment.application_id)
    held = unsealed(world, application) if application else None
    if held is None or person_id is None:
        return False
    paid = _Paid(payment=payment, person_id=person_id, held=held, booked_on=told.booked_on)
    await _refuse(tx, world, paid, reason=RefundReason.DIFFERS, now=now)
    return True


async def end_unpaid(tx: Transaction, application_id: ApplicationId, reason: RefundReason, *, now: datetime) -> None:
    """An application whose money is gone again ends."""
    if await paid_applications.end(tx, application_id, ApplicationState.REFUSED, outcome=reason):
        await card_code_back(tx, application_id, now=now)


async def _paid(world: GateWorld, payment_id: PaymentId) -> _Paid | None:
    reader = world.database.reader
    payment = await payments.by_id(reader, payment_id)
    if payment is None or payment.state is not PaymentState.PAID or payment.gate_id:
        return None
    application = await paid_applications.by_id(reader, payment.application_id)
    person_id = await fee_decisions.person_of(reader, payment.application_id)
    held = unsealed(world, application) if application else None
    return _Paid(payment=payment, person_id=person_id, held=held) if held and person_id else None


async def _asked_again(world: GateWorld, paid: _Paid) -> Known | Gone | Unavailable:
    """What the register says now: the payer may have died, or left the register, since it answered."""
    person = await people.by_id(world.database.reader, paid.person_id)
    if person is None:
        return Gone(register=paid.held.answer.register)
    answer = paid.held.answer
    asked = replace(person, register=answer.register, record=answer.record, registered=answer.person)
    return await ask_register_again(world, asked, reference=paid.payment.application_id)


async def _opened(tx: Transaction, world: GateWorld, paid: _Paid, *, known: Known | Gone, now: datetime) -> RefundReason | None:
    """Open the gate, or say why not."""
    if isinstance(known, Gone):
        return RefundReason.REFUSED
    answer = Answer(register=known.register, person=known.person, record=known.record)
    if await refusal_now(tx, answer, now=now):
        return RefundReason.REFUSED
    payment = OnlinePayment(payment_id=paid.payment.payment_id, application_id=paid.payment.application_id)
    opening = Opening(way=paid.held.way, answer=answer, wish=paid.held.wish, registrar=None, payment=payment)
    outcome = await open_gate(tx, world, opening, now=now)
    if not isinstance(outcome, Opened):
        return RefundReason.NAME_TAKEN
    await payments.rest(tx, paid.payment.payment_id)
    await forget_card(tx, paid.payment.application_id)
    await online_journal.note(tx, registered(Proven(way=paid.held.way, answer=answer), outcome), at=now)
    receipt = PaymentLetter(
        occasion=Occasion.FEE_PAID,
        payer=payer_of(paid.held),
        amount=paid.payment.amount,
        number=paid.payment.payment_id,
    )
    await tell_payer(tx, world, receipt, now=now)
    return None


async def _waited_too_long(tx: Transaction, paid: _Paid, *, now: datetime) -> bool:
    policy = await policy_at(tx, STANDING, now=now)
    return paid.payment.paid_at is not None and now >= paid.payment.paid_at + timedelta(hours=policy.payment_hours)


async def _refuse(tx: Transaction, world: GateWorld, paid: _Paid, *, reason: RefundReason, now: datetime) -> None:
    if await paid_applications.end(tx, paid.payment.application_id, ApplicationState.REFUSED, outcome=reason):
        await _give_back(tx, world, paid, reason=reason, now=now)


async def _give_back(tx: Transaction, world: GateWorld, paid: _Paid, *, reason: RefundReason, now: datetime) -> None:
    refund = Refund(payment=paid.payment, reason=reason, payer=payer_of(paid.held), booked_on=paid.booked_on)
    await give_back(tx, world, refund, now=now)
    await card_code_back(tx, paid.payment.application_id, now=now)
