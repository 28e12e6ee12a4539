"""What whoever is signed in has paid, and what became of it, whichever of their gates was used (`domain.md` R11, R15)."""

from dataclasses import dataclass
from enum import StrEnum

from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.actions.sessions.live_session import gate_here
from ugyfelkapu.gate.domain.payment import PaymentState, PaymentWay
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import own_payments
from ugyfelkapu.gate.store.own_payments import OwnPayment

MOST_SHOWN = 100
"""Far more than anybody pays in the eight years for which payments are kept."""


class Became(StrEnum):
    """What became of money."""

    OPENED_GATE = "opened_gate"
    WAITS = "waits"
    """It has opened nothing yet, and does not go back."""
    GOES_BACK = "goes_back"
    WENT_BACK = "went_back"
    HANDED_BACK = "handed_back"
    """At a counter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPayment:
    """A payment as its payer sees it."""

    payment: OwnPayment

    @property
    def became(self) -> Became:
        """What became of it."""
        payment = self.payment
        if payment.state is PaymentState.REFUNDED:
            return Became.WENT_BACK if payment.way is PaymentWay.ONLINE else Became.HANDED_BACK
        if payment.state is PaymentState.REFUND_ASKED:
            return Became.GOES_BACK
        return Became.OPENED_GATE if payment.opened_gate else Became.WAITS


async def payments_of_owner(world: GateWorld, cookie: str) -> list[ShownPayment] | None:
    """Newest first; `None`: nobody is signed in."""
    here = await gate_here(world, cookie)
    if here is None:
        return None
    now = world.clock.now()
    async with world.database.transaction() as tx:
        found = await own_payments.of_person(tx, here.person_id, many=MOST_SHOWN)
        event = OwnerEvent(at=now, activity=Activity.VIEW_OWN_DATA, data_set=DataSet.PAYMENT, gate_id=here.gate_id)
        await note(tx, event)
    return [ShownPayment(payment=payment) for payment in found]
