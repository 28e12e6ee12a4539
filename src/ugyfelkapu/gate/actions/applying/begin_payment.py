"""Send an applicant to the gateway to pay; the same payment, however often they press the button (`domain.md R11`)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.gate.actions.applying.held_application import of_key, payment_page
from ugyfelkapu.gate.actions.journal.payment_journal import Activity, PaymentEvent, note
from ugyfelkapu.gate.domain.gateway import GatewayUnavailable, Order
from ugyfelkapu.gate.domain.payment import PaymentId, PaymentState
from ugyfelkapu.gate.domain.person import PersonId
from ugyfelkapu.gate.ports import GateWorld, PaymentGateway
from ugyfelkapu.gate.store import fee_decisions, payments
from ugyfelkapu.gate.store.paid_applications import ApplicationState, PaidApplication
from ugyfelkapu.gate.store.payments import Payment

FIRST_ASK = timedelta(seconds=10)
"""So long the callback has time to come before the worker asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayAt:
    """Where the browser goes to pay."""

    url: str


class NotBegun(StrEnum):
    """Why there is nothing to pay now."""

    UNKNOWN = "unknown"
    ENDED = "ended"
    """The application is over, one way or the other, or it is paid: its page says how."""
    UNAVAILABLE = "unavailable"
    """The gateway does not answer now."""


async def begin_payment(world: GateWorld, key: str, *, language: str, now: datetime) -> PayAt | NotBegun:
    """Open a payment, or go on with the one under way, and announce it to the gateway."""
    if world.payments is None:
        return NotBegun.UNAVAILABLE
    async with world.database.transaction() as tx:
        application = await of_key(tx, key)
        if application is None:
            return NotBegun.UNKNOWN
        payment = await _under_way(tx, application, now=now)
    if payment is None or payment.state is PaymentState.PAID:
        return NotBegun.ENDED
    if payment.redirect_url:
        return PayAt(url=payment.redirect_url)
    order = Order(
        payment_id=payment.payment_id,
        amount=payment.amount,
        return_url=f"{world.public_url}{payment_page(key)}",
        language=language,
        expires_at=payment.expires_at,
    )
    return await _announced(world, world.payments, order, now=now)


async def _under_way(tx: Transaction, application: PaidApplication, *, now: datetime) -> Payment | None:
    """The payment of an application that may still be paid; a new one after one that failed."""
    if application.state is not ApplicationState.WAITING or now >= application.expires_at:
        return None
    decision = await fee_decisions.of_application(tx, application.application_id)
    person_id = await fee_decisions.person_of(tx, application.application_id)
    if decision is None or person_id is None:
        return None
    new = Payment(
        payment_id=PaymentId(identifier(now)),
        application_id=application.application_id,
        state=PaymentState.OPENED,
        amount=decision.amount,
        gate_id=None,
        redirect_url=None,
        paid_at=None,
        refund_reason=None,
        asks=0,
        expires_at=application.expires_at,
    )
    if await payments.open_payment(tx, new, now=now, ask_at=now + FIRST_ASK):
        await _note(tx, new, person_id, now=now)
        return new
    return await payments.live(tx, application.application_id)


async def _note(tx: Transaction, payment: Payment, person_id: PersonId, *, now: datetime) -> None:
    event = PaymentEvent(
        activity=Activity.BEGIN,
        subject=person_id,
        application_id=payment.application_id,
        payment_id=payment.payment_id,
    )
    await note(tx, event, at=now)


async def _announced(world: GateWorld, gateway: PaymentGateway, order: Order, *, now: datetime) -> PayAt | NotBegun:
    begun = await gateway.begin(order)
    if isinstance(begun, GatewayUnavailable):
        return NotBegun.UNAVAILABLE
    async with world.database.transaction() as tx:
        await payments.begin(
            tx,
            order.payment_id,
            reference=begun.reference,
            redirect_url=begun.redirect_url,
            ask_at=now + FIRST_ASK,
        )
    return PayAt(url=begun.redirect_url)
