"""What becomes of a fee, in the journal: asked for, paid, given back; never who the payer's bank is (`domain.md` R11, R17)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.journal import AuditEntry, record
from ugyfelkapu.gate.domain.payment import ApplicationId, PaymentId
from ugyfelkapu.gate.domain.person import PersonId

LEGAL_BASIS = "Dáptv. 42. §"
PURPOSE = "fee_of_a_further_gate"
ORGANISATION = "operator"
SYSTEM = "system"
DATA_SET = "payment"
DONE = "done"


class Activity(StrEnum):
    """What happened."""

    ASK_FEE = "ask_fee"
    BEGIN = "begin_payment"
    PAY = "fee_paid"
    FAIL = "payment_failed"
    LAPSE = "application_lapsed_unpaid"
    GIVE_BACK = "ask_refund"
    REFUND = "fee_refunded"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentEvent:
    """One thing that happened with a fee."""

    activity: Activity
    subject: PersonId
    application_id: ApplicationId
    payment_id: PaymentId | None = None
    outcome: str = DONE


async def note(tx: Transaction, event: PaymentEvent, *, at: datetime) -> None:
    """Write it down."""
    payment = {"payment": event.payment_id} if event.payment_id else {}
    await record(
        tx,
        AuditEntry(
            at=at,
            activity=event.activity,
            outcome=event.outcome,
            subject=event.subject,
            data_set=DATA_SET,
            legal_basis=LEGAL_BASIS,
            purpose=PURPOSE,
            reason="further_gate",
            organisation=ORGANISATION,
            actor=SYSTEM,
            technical={"application": event.application_id, **payment},
        ),
    )
