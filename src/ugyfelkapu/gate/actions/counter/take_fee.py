"""A clerk took money for a case: booked before anything else is decided, so that nothing is lost (`domain.md R11`).

Whatever becomes of the case, the money then is in the till's book: it opens a gate, or it is handed back.
"""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.actions.counter.open_case import subject_of
from ugyfelkapu.gate.actions.fees.fee_due import fee_for
from ugyfelkapu.gate.actions.journal.counter_journal import DONE, Activity, CounterEvent, DataSet, note
from ugyfelkapu.gate.domain.counter_case import Case, CaseId
from ugyfelkapu.gate.domain.fee import NOTHING
from ugyfelkapu.gate.domain.office import Clerk
from ugyfelkapu.gate.domain.payment import ApplicationId, CounterPayment
from ugyfelkapu.gate.domain.person import PersonId
from ugyfelkapu.gate.domain.registration import Registrar
from ugyfelkapu.gate.store import fee_decisions, tills
from ugyfelkapu.gate.store.fee_decisions import Decided

NUMBER_USED = "number_used"
CORRECTED = "corrected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a clerk says they took for a case."""

    case_id: CaseId
    case: Case | None
    """`None`: it was closed meanwhile; the money was taken all the same."""
    payment: CounterPayment


async def take_fee(tx: Transaction, clerk: Clerk, taken: Taken, *, now: datetime) -> None:
    """Book it, once however often it is sent; sent with another number or way while it is open, it is put right.

    A receipt number that the body has used books nothing: the gate then does not open, and says so.
    """
    if taken.payment.amount <= NOTHING:
        return
    outcome = await _booked(tx, clerk, taken, now=now)
    if outcome is None:
        return
    person_id = await subject_of(tx, taken.case.answer.person.identity) if taken.case else None
    if person_id and outcome == DONE:
        decision = await fee_for(tx, person_id, exemption=None, now=now)
        decided = Decided(person_id=person_id, application_id=ApplicationId(taken.case_id))
        await fee_decisions.propose(tx, decided, decision, now=now)
    await note(tx, clerk, _event(taken, outcome=outcome, subject=person_id, now=now))


async def _booked(tx: Transaction, clerk: Clerk, taken: Taken, *, now: datetime) -> str | None:
    """What there is to write down, if anything changed."""
    payment = taken.payment
    registrar = Registrar(clerk_id=clerk.clerk_id, body=clerk.body, case_id=taken.case_id)
    open_money = await tills.open_of_case(tx, taken.case_id, clerk.clerk_id)
    former = next((money for money in open_money if money.amount == payment.amount), None)
    if former is None:
        return DONE if await tills.take(tx, payment, registrar, now=now) else NUMBER_USED
    if (former.number, former.way) == (payment.till_number, payment.way):
        return None
    return f"{CORRECTED} {former.number}" if await tills.correct(tx, former, payment, registrar=registrar) else NUMBER_USED


def _event(taken: Taken, *, outcome: str, subject: PersonId | None, now: datetime) -> CounterEvent:
    payment = taken.payment
    word, _, former = outcome.partition(" ")
    return CounterEvent(
        at=now,
        activity=Activity.TAKE_FEE,
        data_set=DataSet.PAYMENT,
        outcome=word,
        case_id=taken.case_id,
        reason="fee_of_a_further_gate",
        subject=subject,
        technical={"amount_forints": str(payment.amount), "way": payment.way, "receipt": payment.till_number}
        | ({"former_receipt": former} if former else {}),
    )
