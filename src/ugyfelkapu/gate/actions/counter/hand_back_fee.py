"""A clerk hands back money that opened nothing: booked under its own receipt number, and told (`domain.md` R11, R15)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.actions.journal.counter_journal import DONE, Activity, CounterEvent, DataSet, note
from ugyfelkapu.gate.actions.mail.letter import Occasion
from ugyfelkapu.gate.actions.mail.payment_letter import PaymentLetter, owner_as_payer, tell_payer
from ugyfelkapu.gate.domain.office import Clerk, require_registrar
from ugyfelkapu.gate.domain.payment import ApplicationId, PaymentId, TillNumber
from ugyfelkapu.gate.domain.person import PersonId
from ugyfelkapu.gate.domain.till import EntryKind, OpenMoney, TillEntry
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import fee_decisions, tills


class HandedBack(StrEnum):
    """How it ended."""

    DONE = "done"
    NOT_OPEN = "not_open"
    """It opened a gate, was handed back before, or is another body's."""
    NUMBER_USED = "number_used"
    """The body has used this receipt number; nothing is booked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Returned:
    money: OpenMoney
    number: TillNumber
    person_id: PersonId | None


async def hand_back_fee(
    world: GateWorld, clerk: Clerk, payment_id: PaymentId, *, number: TillNumber, now: datetime
) -> HandedBack:
    """Book the return, once; any clerk of the body may, since the one who took the money may have gone home."""
    require_registrar(clerk)
    async with world.database.transaction() as tx:
        money = await tills.open_money(tx, payment_id, clerk.body.body_id)
        if money is None:
            return HandedBack.NOT_OPEN
        booked = await tills.hand_back(tx, money, _entry(clerk, money, number, now=now), now=now)
        if booked is None:
            return HandedBack.NOT_OPEN
        if not booked:
            return HandedBack.NUMBER_USED
        person_id = await fee_decisions.person_of(tx, ApplicationId(money.case_id))
        await _note_and_tell(tx, world, clerk, returned=_Returned(money=money, number=number, person_id=person_id), now=now)
    return HandedBack.DONE


async def _note_and_tell(tx: Transaction, world: GateWorld, clerk: Clerk, *, returned: _Returned, now: datetime) -> None:
    money = returned.money
    event = CounterEvent(
        at=now,
        activity=Activity.HAND_BACK_FEE,
        data_set=DataSet.PAYMENT,
        outcome=DONE,
        case_id=money.case_id,
        reason="fee_of_a_further_gate",
        subject=returned.person_id,
        technical={"amount_forints": str(money.amount), "receipt": money.number, "return_receipt": returned.number},
    )
    await note(tx, clerk, event)
    payer = await owner_as_payer(tx, returned.person_id) if returned.person_id else None
    if payer:
        letter = PaymentLetter(occasion=Occasion.FEE_HANDED_BACK, payer=payer, amount=money.amount, number=money.number)
        await tell_payer(tx, world, letter, now=now)


def _entry(clerk: Clerk, money: OpenMoney, number: TillNumber, *, now: datetime) -> TillEntry:
    return TillEntry(
        payment_id=money.payment_id,
        kind=EntryKind.HANDED_BACK,
        number=number,
        body_id=clerk.body.body_id,
        clerk_id=clerk.clerk_id,
        way=money.way,
        amount=money.amount,
        booked_at=now,
    )
