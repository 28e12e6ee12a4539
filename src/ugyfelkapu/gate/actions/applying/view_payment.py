"""What an applicant sees of their payment: what is known, and nothing about anybody (`domain.md R11`)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ugyfelkapu.gate.actions.applying.held_application import of_key
from ugyfelkapu.gate.domain.fee import FeeDecision
from ugyfelkapu.gate.domain.payment import PaymentState
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import fee_decisions, payments
from ugyfelkapu.gate.store.paid_applications import ApplicationState, PaidApplication
from ugyfelkapu.gate.store.payments import Payment

SOON = timedelta(seconds=2)
"""Whoever looks at a payment that waits has the worker ask so soon, and no sooner however often they look."""


class Known(StrEnum):
    """What is known; each has its own page text."""

    TO_PAY = "to_pay"
    """Nobody was at the gateway yet."""
    TURNED_DOWN = "turned_down"
    """The last try failed; another may be made."""
    WAITING = "waiting"
    """The gateway has not said yet."""
    PAID = "paid"
    """It is paid; the gate opens as soon as the register answers."""
    OPENED = "opened"
    RETURNING = "returning"
    """It was paid and cannot open: the money is on its way back."""
    RETURNED = "returned"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentView:
    """A payment as its payer sees it."""

    known: Known
    decision: FeeDecision
    number: str
    """The payment's own, for the receipt; empty before there is one."""
    paid_at: datetime | None
    expires_at: datetime
    reason: str
    """Why money goes back, if it does."""


async def view_payment(world: GateWorld, key: str, *, now: datetime) -> PaymentView | None:
    """What is known; `None`: there is no such application, or it ended long ago."""
    reader = world.database.reader
    application = await of_key(reader, key)
    decision = await fee_decisions.of_application(reader, application.application_id) if application else None
    if application is None or decision is None:
        return None
    payment = await payments.latest(reader, application.application_id)
    known = _known(application, payment, now=now)
    if payment and known is Known.WAITING:
        async with world.database.transaction() as tx:
            await payments.hurry(tx, payment.payment_id, ask_at=now + SOON)
    return PaymentView(
        known=known,
        decision=decision,
        number=payment.payment_id if payment else "",
        paid_at=payment.paid_at if payment else None,
        expires_at=application.expires_at,
        reason=(payment.refund_reason or "") if payment else "",
    )


def _known(application: PaidApplication, payment: Payment | None, *, now: datetime) -> Known:
    if payment and payment.state in _BY_PAYMENT:
        return _BY_PAYMENT[payment.state]
    if application.state is ApplicationState.OPENED:
        return Known.OPENED
    if payment and payment.state is PaymentState.PAID:
        return Known.PAID
    if application.state is not ApplicationState.WAITING or now >= application.expires_at:
        return Known.LAPSED
    is_turned_down = payment is not None and payment.state is PaymentState.FAILED
    return Known.TURNED_DOWN if is_turned_down else Known.TO_PAY


_BY_PAYMENT = {
    PaymentState.PENDING: Known.WAITING,
    PaymentState.REFUND_ASKED: Known.RETURNING,
    PaymentState.REFUNDED: Known.RETURNED,
}
