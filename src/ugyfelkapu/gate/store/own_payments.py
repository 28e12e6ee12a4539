"""What somebody has paid, in the database: by the decisions about their fees (`domain.md` R11, R15)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Row
from ugyfelkapu.gate.domain.fee import Forints
from ugyfelkapu.gate.domain.payment import PaymentState, PaymentWay
from ugyfelkapu.gate.domain.person import PersonId

_COLUMNS = """
    SELECT payment.payment_id, payment.way, payment.state, payment.amount_forints, payment.till_number, payment.gate_id,
           payment.paid_at, payment.refunded_at
      FROM payment JOIN fee_decision
"""
_OF_PERSON = f"""
    {_COLUMNS} ON fee_decision.gate_id = payment.gate_id
     WHERE fee_decision.person_id = :person_id AND payment.paid_at IS NOT NULL
     UNION
    {_COLUMNS} ON fee_decision.application_id = payment.purpose_id
     WHERE fee_decision.person_id = :person_id AND payment.paid_at IS NOT NULL
     ORDER BY paid_at DESC, payment_id DESC
     LIMIT :many
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPayment:
    """Money that came from somebody, and what became of it."""

    way: PaymentWay
    amount: Forints
    number: str
    """The till's receipt number, or the payment's own when it was made online."""
    paid_at: datetime
    opened_gate: bool
    state: PaymentState
    refunded_at: datetime | None


async def of_person(reader: Reader, person_id: PersonId, *, many: int) -> list[OwnPayment]:
    """The payments of a person, newest first."""
    return [_payment(row) for row in await reader.all(_OF_PERSON, person_id=person_id, many=many)]


def _payment(row: Row) -> OwnPayment:
    return OwnPayment(
        way=PaymentWay(row.text("way")),
        amount=Forints(row.number("amount_forints")),
        number=row.text_or_none("till_number") or row.text("payment_id"),
        paid_at=row.instant("paid_at"),
        opened_gate=row.text_or_none("gate_id") is not None,
        state=PaymentState(row.text("state")),
        refunded_at=row.instant_or_none("refunded_at"),
    )
