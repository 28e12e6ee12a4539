"""Money that opened no gate goes back, whole and once, and its payer is told in the same transaction (`domain.md` R11, R15)."""

from dataclasses import dataclass
from datetime import date, datetime

from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.gate.actions.applying.held_application import Held, unsealed
from ugyfelkapu.gate.actions.journal.payment_journal import Activity, PaymentEvent, note
from ugyfelkapu.gate.actions.mail.letter import Occasion
from ugyfelkapu.gate.actions.mail.payment_letter import Payer, PaymentLetter, owner_as_payer, tell_payer
from ugyfelkapu.gate.domain.gateway import Told
from ugyfelkapu.gate.domain.payment import RefundReason
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import fee_decisions, paid_applications, payments
from ugyfelkapu.gate.store.payments import Payment

_OCCASIONS = {
    RefundReason.NAME_TAKEN: Occasion.FEE_RETURNED_NAME,
    RefundReason.DIFFERS: Occasion.FEE_RETURNED_DIFFERS,
    RefundReason.TOO_LATE: Occasion.FEE_RETURNED_LATE,
    RefundReason.RETURNED_THERE: Occasion.FEE_RETURNED_THERE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """A payment whose money goes back, and why."""

    payment: Payment
    reason: RefundReason
    payer: Payer | None
    """`None`: nobody is left to tell; the journal knows."""
    booked_on: date | None = None
    """The gateway's day of money that did not count as paid here."""


async def give_back(tx: Transaction, world: GateWorld, refund: Refund, *, now: datetime) -> bool:
    """Ask for the refund and tell the payer; `False` when the money opened a gate or goes back already."""
    payment = refund.payment
    if not await payments.give_back(tx, payment.payment_id, refund.reason, booked_on=refund.booked_on, now=now):
        return False
    await _note_and_tell(tx, world, refund, activity=Activity.GIVE_BACK, now=now)
    return True


async def take_over_refund(tx: Transaction, world: GateWorld, refund: Refund, *, told: Told, now: datetime) -> bool:
    """The gateway gave the money back by itself, before we heard of it; `False` when that is known here."""
    if refund.booked_on is None or told.refunded_on is None:
        return False
    days = payments.Days(booked_on=refund.booked_on, refunded_on=told.refunded_on)
    if not await payments.returned_there(tx, refund.payment.payment_id, days, reference=told.reference, now=now):
        return False
    await _note_and_tell(tx, world, refund, activity=Activity.REFUND, now=now)
    return True


def payer_of(held: Held) -> Payer:
    """Whoever applied, at the address that they gave."""
    return Payer(
        email=held.wish.email,
        username=held.wish.username,
        language=held.wish.language,
        name=held.answer.person.identity.current_name,
    )


async def known_payer(reader: Reader, world: GateWorld, payment: Payment) -> Payer | None:
    """The same of an application of which nothing may be left: then at the gate it opened, or the first they have."""
    application = await paid_applications.by_id(reader, payment.application_id)
    held = unsealed(world, application) if application else None
    if held:
        return payer_of(held)
    person_id = await fee_decisions.person_of(reader, payment.application_id)
    return await owner_as_payer(reader, person_id) if person_id else None


async def _note_and_tell(tx: Transaction, world: GateWorld, refund: Refund, *, activity: Activity, now: datetime) -> None:
    payment = refund.payment
    person_id = await fee_decisions.person_of(tx, payment.application_id)
    if person_id is None:
        raise LostDecisionError(payment.application_id)
    event = PaymentEvent(
        activity=activity,
        subject=person_id,
        application_id=payment.application_id,
        payment_id=payment.payment_id,
        outcome=refund.reason,
    )
    await note(tx, event, at=now)
    if refund.payer:
        occasion = _OCCASIONS.get(refund.reason, Occasion.FEE_RETURNED)
        letter = PaymentLetter(occasion=occasion, payer=refund.payer, amount=payment.amount, number=payment.payment_id)
        await tell_payer(tx, world, letter, now=now)


class LostDecisionError(Exception):
    """A payment whose application has no decision about its fee: both are written in one transaction."""
