"""Payments online in the database: each step of one is a conditional statement, so of any number of callers one takes it."""

from dataclasses import dataclass
from datetime import date, datetime

from ugyfelkapu.foundation.database import Reader, Row, Transaction
from ugyfelkapu.gate.domain.fee import Forints
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.payment import ApplicationId, PaymentId, PaymentState, RefundReason

_OPEN = """
    INSERT INTO payment (payment_id, purpose_id, way, state, amount_forints, opened_at, ask_at)
    VALUES (:payment_id, :application_id, 'online', 'opened', :amount, :now, :ask_at)
        ON CONFLICT DO NOTHING
 RETURNING payment_id
"""
_SELECT = """
    SELECT payment.payment_id, payment.purpose_id, payment.state, payment.amount_forints, payment.gate_id,
           payment.redirect_url, payment.paid_at, payment.refund_reason, payment.asks, paid_application.expires_at
      FROM payment JOIN paid_application ON paid_application.application_id = payment.purpose_id
"""
_BY_ID = f"{_SELECT} WHERE payment.payment_id = :payment_id"
_LATEST = f"{_SELECT} WHERE payment.purpose_id = :application_id ORDER BY payment.payment_id DESC LIMIT 1"
_LIVE = f"""
    {_SELECT} WHERE payment.purpose_id = :application_id AND payment.state IN ('opened', 'pending', 'paid')
"""
_BEGIN = """
    UPDATE payment SET state = 'pending', gateway_reference = :reference, redirect_url = :redirect_url, ask_at = :ask_at
     WHERE payment_id = :payment_id AND state = 'opened'
"""
_PAY = """
    UPDATE payment SET state = 'paid', paid_at = :now, paid_on = :booked_on, gateway_reference = :reference, ask_at = :now,
                       asks = 0
     WHERE payment_id = :payment_id AND state IN ('opened', 'pending')
 RETURNING payment_id
"""
_FAIL = """
    UPDATE payment SET state = :state, ask_at = NULL
     WHERE payment_id = :payment_id AND state IN ('opened', 'pending')
 RETURNING payment_id
"""
_GIVE_BACK = """
    UPDATE payment SET state = 'refund_asked', refund_reason = :reason, refund_asked_at = :now, ask_at = :now, asks = 0,
                       paid_at = COALESCE(paid_at, :now), paid_on = COALESCE(paid_on, :booked_on)
     WHERE payment_id = :payment_id AND gate_id IS NULL AND way = 'online'
       AND state NOT IN ('refund_asked', 'refunded')
 RETURNING payment_id
"""
_REFUNDED = """
    UPDATE payment SET state = 'refunded', refunded_at = :now, refunded_on = :refunded_on, ask_at = NULL
     WHERE payment_id = :payment_id AND state = 'refund_asked'
 RETURNING payment_id
"""
_RETURNED_THERE = """
    UPDATE payment SET state = 'refunded', refund_reason = 'returned_there', gateway_reference = :reference, ask_at = NULL,
                       paid_at = :now, paid_on = :booked_on, refund_asked_at = :now, refunded_at = :now,
                       refunded_on = :refunded_on
     WHERE payment_id = :payment_id AND state IN ('opened', 'pending', 'failed', 'expired')
 RETURNING payment_id
"""
_DUE = """
    SELECT payment_id FROM payment WHERE ask_at <= :now ORDER BY ask_at LIMIT :many
"""
_TAKE_TURN = """
    UPDATE payment SET ask_at = :ask_at, asks = asks + 1 WHERE payment_id = :payment_id AND ask_at <= :now
 RETURNING payment_id
"""
_HURRY = """
    UPDATE payment SET ask_at = :ask_at
     WHERE payment_id = :payment_id AND state IN ('opened', 'pending') AND ask_at > :ask_at
"""
_REST = "UPDATE payment SET ask_at = NULL WHERE payment_id = :payment_id AND gate_id IS NOT NULL"
_FORGET = "DELETE FROM payment WHERE opened_at < :before"
_FORGET_DECISIONS = "DELETE FROM fee_decision WHERE decided_at < :before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A payment online and the application it is for."""

    payment_id: PaymentId
    application_id: ApplicationId
    state: PaymentState
    amount: Forints
    gate_id: GateId | None
    redirect_url: str | None
    paid_at: datetime | None
    refund_reason: RefundReason | None
    asks: int
    """How often the gateway was asked in this state."""
    expires_at: datetime
    """The application's."""


async def open_payment(tx: Transaction, payment: Payment, *, now: datetime, ask_at: datetime) -> bool:
    """Keep a new payment; `False` when the application has one under way or paid."""
    row = await tx.one_or_none(
        _OPEN,
        payment_id=payment.payment_id,
        application_id=payment.application_id,
        amount=payment.amount,
        now=now,
        ask_at=ask_at,
    )
    return row is not None


async def by_id(reader: Reader, payment_id: PaymentId) -> Payment | None:
    """The payment online of this id."""
    return _or_none(await reader.one_or_none(_BY_ID, payment_id=payment_id))


async def live(reader: Reader, application_id: ApplicationId) -> Payment | None:
    """The payment that is under way or paid for an application."""
    return _or_none(await reader.one_or_none(_LIVE, application_id=application_id))


async def latest(reader: Reader, application_id: ApplicationId) -> Payment | None:
    """The newest payment of an application."""
    return _or_none(await reader.one_or_none(_LATEST, application_id=application_id))


async def begin(tx: Transaction, payment_id: PaymentId, *, reference: str, redirect_url: str, ask_at: datetime) -> None:
    """Opened to pending: the gateway waits for the payer."""
    await tx.execute(_BEGIN, payment_id=payment_id, reference=reference, redirect_url=redirect_url, ask_at=ask_at)


async def pay(tx: Transaction, payment_id: PaymentId, *, reference: str, booked_on: date, now: datetime) -> bool:
    """Opened or pending to paid; of any number of callers one gets `True`."""
    row = await tx.one_or_none(_PAY, payment_id=payment_id, reference=reference, booked_on=booked_on, now=now)
    return row is not None


async def fail(tx: Transaction, payment_id: PaymentId, state: PaymentState) -> bool:
    """Opened or pending to failed or expired."""
    return await tx.one_or_none(_FAIL, payment_id=payment_id, state=state) is not None


async def give_back(
    tx: Transaction, payment_id: PaymentId, reason: RefundReason, *, booked_on: date | None, now: datetime
) -> bool:
    """Ask for the refund of money that opened no gate; `False` when it did, or goes back already."""
    row = await tx.one_or_none(_GIVE_BACK, payment_id=payment_id, reason=reason, booked_on=booked_on, now=now)
    return row is not None


async def refunded(tx: Transaction, payment_id: PaymentId, *, refunded_on: date, now: datetime) -> bool:
    """Refund asked to refunded: there is no refund of a refund."""
    return await tx.one_or_none(_REFUNDED, payment_id=payment_id, refunded_on=refunded_on, now=now) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The gateway's days of money that came and went."""

    booked_on: date
    refunded_on: date


async def returned_there(tx: Transaction, payment_id: PaymentId, days: Days, *, reference: str, now: datetime) -> bool:
    """Unpaid to refunded: the money came and went without us; `False` when it counted as paid here."""
    row = await tx.one_or_none(
        _RETURNED_THERE,
        payment_id=payment_id,
        reference=reference,
        booked_on=days.booked_on,
        refunded_on=days.refunded_on,
        now=now,
    )
    return row is not None


async def due(reader: Reader, *, now: datetime, many: int) -> list[PaymentId]:
    """The payments whose turn it is to be asked about, the longest due first."""
    return [PaymentId(row.text("payment_id")) for row in await reader.all(_DUE, now=now, many=many)]


async def take_turn(tx: Transaction, payment_id: PaymentId, *, now: datetime, ask_at: datetime) -> bool:
    """Be the one who asks now; the next may ask at `ask_at`."""
    return await tx.one_or_none(_TAKE_TURN, payment_id=payment_id, now=now, ask_at=ask_at) is not None


async def hurry(tx: Transaction, payment_id: PaymentId, *, ask_at: datetime) -> None:
    """Have the next turn of one that waits come at `ask_at` at the latest."""
    await tx.execute(_HURRY, payment_id=payment_id, ask_at=ask_at)


async def rest(tx: Transaction, payment_id: PaymentId) -> None:
    """The payment has opened its gate: nobody need look after it any more."""
    await tx.execute(_REST, payment_id=payment_id)


async def forget_old(tx: Transaction, *, before: datetime) -> int:
    """Delete what the accounts need no longer, payments with their decisions; how many."""
    return await tx.execute(_FORGET, before=before) + await tx.execute(_FORGET_DECISIONS, before=before)


def _or_none(row: Row | None) -> Payment | None:
    if row is None:
        return None
    gate_id, reason = row.text_or_none("gate_id"), row.text_or_none("refund_reason")
    return Payment(
        payment_id=PaymentId(row.text("payment_id")),
        application_id=ApplicationId(row.text("purpose_id")),
        state=PaymentState(row.text("state")),
        amount=Forints(row.number("amount_forints")),
        gate_id=GateId(gate_id) if gate_id else None,
        redirect_url=row.text_or_none("redirect_url"),
        paid_at=row.instant_or_none("paid_at"),
        refund_reason=RefundReason(reason) if reason else None,
        asks=row.number("asks"),
        expires_at=row.instant("expires_at"),
    )
