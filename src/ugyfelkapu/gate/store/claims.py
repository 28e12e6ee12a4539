"""Payments that open a gate, in the database: each is used once, because one conditional statement says so."""

from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.gate.domain.fee import Forints
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.payment import CounterPayment, OnlinePayment, PaymentReceipt, PaymentWay
from ugyfelkapu.gate.domain.registration import Registrar

_CLAIM_TAKEN = """
    UPDATE payment SET gate_id = :gate_id
     WHERE purpose_id = :case_id AND body_id = :body_id AND clerk_id = :clerk_id AND till_number = :till_number
       AND way = :way AND amount_forints = :amount AND state = 'paid' AND gate_id IS NULL
 RETURNING payment_id
"""
_CLAIM = """
    UPDATE payment SET gate_id = :gate_id
     WHERE payment_id = :payment_id AND purpose_id = :application_id AND amount_forints = :amount
       AND way = 'online' AND state = 'paid' AND gate_id IS NULL
 RETURNING payment_id
"""
_RELEASE = "UPDATE payment SET gate_id = NULL WHERE gate_id = :gate_id"
_RECEIPT = (
    "SELECT payment_id, way, amount_forints, till_number, paid_at FROM payment WHERE gate_id = :gate_id AND state = 'paid'"
)


async def claim_taken(tx: Transaction, payment: CounterPayment, registrar: Registrar, *, gate_id: GateId) -> bool:
    """Use what a clerk took for this case, for this gate; `False` unless it is booked exactly so, and unused."""
    row = await tx.one_or_none(
        _CLAIM_TAKEN,
        case_id=registrar.case_id,
        way=payment.way,
        amount=payment.amount,
        gate_id=gate_id,
        body_id=registrar.body.body_id,
        clerk_id=registrar.clerk_id,
        till_number=payment.till_number,
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
    """The gate was not opened after all: its payment is unused again."""
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
