"""A payment pays for one gate: claimed in the transaction that opens it, or the gate does not open (`domain.md R11`)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.actions.fees.exemption import Claim, use_up
from ugyfelkapu.gate.actions.fees.fee_due import fee_for
from ugyfelkapu.gate.domain.fee import NOTHING, FeeDecision
from ugyfelkapu.gate.domain.fee_certificate import CertificateFault
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.payment import ApplicationId, CounterPayment, OnlinePayment
from ugyfelkapu.gate.domain.person import PersonId
from ugyfelkapu.gate.domain.registration import Registrar
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import claims, fee_certificates, fee_decisions
from ugyfelkapu.gate.store.fee_decisions import Decided


class Unpaid(StrEnum):
    """What is wrong with the payment that was named."""

    MISSING = "missing"
    AMOUNT_DIFFERS = "amount_differs"
    """Another amount was taken than the rule of the day asks for; perhaps nothing is due."""
    NUMBER_USED = "number_used"
    """The body has given this receipt number for another payment."""
    NOT_SETTLED = "not_settled"
    """The payment online is not paid, is another application's, or was used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """A gate about to be opened, and what was given for it."""

    gate_id: GateId
    person_id: PersonId
    payment: CounterPayment | OnlinePayment | None
    certificate: Claim | None
    """Of an organisation; looked at only when something is due without it."""
    registrar: Registrar | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeDue:
    """The gate stays closed until this is paid."""

    decision: FeeDecision
    person_id: PersonId
    fault: Unpaid


async def settle(
    tx: Transaction, world: GateWorld, charge: Charge, *, now: datetime
) -> FeeDecision | FeeDue | CertificateFault:
    """Decide, and claim certificate and payment for this gate; `undo` it when the gate does not open after all."""
    decision = await _decided(tx, world, charge, now=now)
    if isinstance(decision, CertificateFault):
        return decision
    fault = await _claimed(tx, charge, decision)
    if fault:
        await fee_certificates.release(tx, charge.gate_id)
        return FeeDue(decision=decision, person_id=charge.person_id, fault=fault)
    return decision


async def record(tx: Transaction, charge: Charge, decision: FeeDecision, *, now: datetime) -> None:
    """Keep the decision with the gate that was opened; one that was made when somebody applied is there already.

    One that was made when a clerk took money gives way to it: it is the rule of the day on which the gate opens.
    """
    if isinstance(charge.payment, OnlinePayment):
        await fee_decisions.fulfil(tx, charge.payment.application_id, charge.gate_id)
    else:
        case = ApplicationId(charge.registrar.case_id) if charge.registrar else None
        paid_for = case if case and await fee_decisions.withdraw(tx, case) else None
        decided = Decided(person_id=charge.person_id, gate_id=charge.gate_id, application_id=paid_for)
        await fee_decisions.keep(tx, decided, decision, now=now)
    if decision.exemption:
        await fee_certificates.forget_holder(tx, charge.gate_id)


async def undo(tx: Transaction, charge: Charge) -> None:
    """Free payment and certificate again."""
    await claims.release(tx, charge.gate_id)
    await fee_certificates.release(tx, charge.gate_id)


async def _decided(tx: Transaction, world: GateWorld, charge: Charge, *, now: datetime) -> FeeDecision | CertificateFault:
    if isinstance(charge.payment, OnlinePayment):
        made = await fee_decisions.of_application(tx, charge.payment.application_id)
        if made:
            return made
    due = await fee_for(tx, charge.person_id, exemption=None, now=now)
    if due.amount == NOTHING or charge.certificate is None:
        return due
    freed = await use_up(tx, world, charge.certificate, gate_id=charge.gate_id, now=now)
    if isinstance(freed, CertificateFault):
        return freed
    return await fee_for(tx, charge.person_id, exemption=freed, now=now)


async def _claimed(tx: Transaction, charge: Charge, decision: FeeDecision) -> Unpaid | None:
    match charge.payment:
        case None:
            return Unpaid.MISSING if decision.amount > NOTHING else None
        case CounterPayment() as payment:
            return await _taken(tx, charge, payment, decision=decision)
        case OnlinePayment() as payment:
            claimed = await claims.claim(tx, payment, amount=decision.amount, gate_id=charge.gate_id)
            return None if claimed else Unpaid.NOT_SETTLED
        case _:
            assert_never(charge.payment)


async def _taken(tx: Transaction, charge: Charge, payment: CounterPayment, *, decision: FeeDecision) -> Unpaid | None:
    if payment.amount != decision.amount or charge.registrar is None:
        return Unpaid.AMOUNT_DIFFERS
    claimed = await claims.claim_taken(tx, payment, charge.registrar, gate_id=charge.gate_id)
    return None if claimed else Unpaid.NUMBER_USED
