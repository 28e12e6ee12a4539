"""Payments that open a gate, in the database: each is used once, because one conditional statement says so."""

from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.foundation.policy import LEGAL_TIME
from ugyfelkapu.gate.domain.fee import Forints
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.payment import CounterPayment, OnlinePayment, PaymentReceipt, PaymentWay
from ugyfelkapu.gate.domain.registration import Registrar

_TAKE = """
    INSERT INTO payment (payment_id, purpose_id, way, state, amount_forints, gate_id, body_id, clerk_id, till_number,
                         opened_at, paid_at, paid_on)
    VALUES (:payment_id, :case_id, :way, 'paid', :amount, :gate_id, :body_id, :clerk_id, :till_number, :now, :now, :today)
        ON CONFLICT DO NOTHING
 RETURNING payment_id
"""
_CLAIM = """
    UPDATE payment SET gate_id = :gate_id
     WHERE payment_id = :payment_id AND purpose_id = :application_id AND amount_forints = :amount
       AND way = 'online' AND state = 'paid' AND gate_id IS NULL
 RETURNING payment_id
"""
_GIVE_BACK = "DELETE FROM payment WHERE gate_id = :gate_id AND way <> 'online'"
_RELEASE = "UPDATE payment SET gate_id = NULL WHERE gate_id = :gate_id AND way = 'online'"
_RECEIPT = (
    "SELECT payment_id, way, amount_forints, till_number, paid_at FROM payment WHERE gate_id = :gate_id AND state = 'paid'"
)


async def take(tx: Transaction, payment: CounterPayment, registrar: Registrar, *, gate_id: GateId, now: datetime) -> bool:
    """Keep what a clerk took, for this gate; `False` when the body has used the receipt number."""
    row = await tx.one_or_none(
        _TAKE,
        payment_id=identifier(now),
        case_id=registrar.case_id,
        way=payment.way,
        amount=payment.amount,
        gate_id=gate_id,
        body_id=registrar.body.body_id,
        clerk_id=registrar.clerk_id,
        till_number=payment.till_number,
        now=now,
        today=now.astimezone(LEGAL_TIME).date(),
    )
    return row is not None


async def claim(tx: Transaction, payment: OnlinePayment, *, amount: Forints, gate_id: GateId) -> bool:
    """Use a settled payment for this gate; `False` unless it is exactly this application's, of this amount, and unused."""
    row = await tx.one_or_none(
        _CLAIM,
        payment_id=payment.payment_id,
        application_id=payment.application_id,
        amount=amount,
        gate_id=gate_id,
    )
    return row is not None


async def release(tx: Transaction, gate_id: GateId) -> None:
    """The gate was not opened after all: money taken at the counter was not taken, a payment online is unused again."""
    await tx.execute(_GIVE_BACK, gate_id=gate_id)
    await tx.execute(_RELEASE, gate_id=gate_id)


async def receipt_of(reader: Reader, gate_id: GateId) -> PaymentReceipt | None:
    """What was paid for a gate; `None`: nothing."""
    row = await reader.one_or_none(_RECEIPT, gate_id=gate_id)
    if row is None:
        return None
    return PaymentReceipt(
        gate_id=gate_id,
        way=PaymentWay(row.text("way")),
        amount=Forints(row.number("amount_forints")),
        number=row.text_or_none("till_number") or row.text("payment_id"),
        paid_at=row.instant("paid_at"),
    )
