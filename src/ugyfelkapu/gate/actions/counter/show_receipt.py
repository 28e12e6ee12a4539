"""Show a registration receipt to the clerk who issued it (`domain.md R4`: it is printed or sent)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Reader
from ugyfelkapu.foundation.policy import LEGAL_TIME
from ugyfelkapu.gate.actions.journal.counter_journal import DONE, Activity, CounterEvent, DataSet, note
from ugyfelkapu.gate.domain.counter_case import CaseId
from ugyfelkapu.gate.domain.office import Clerk, require_registrar
from ugyfelkapu.gate.domain.payment import PaymentReceipt
from ugyfelkapu.gate.domain.receipt import ReceiptNumber, RegistrationReceipt
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import claims, gates, receipts

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownReceipt:
    """A receipt, and what belongs on it beside what it says."""

    receipt: RegistrationReceipt
    payment: PaymentReceipt | None
    """What was paid for the gate; `None`: it was free."""
    is_in_use: bool
    """The gate waits for no code: it was provisional, and its owner chose a password at home."""


async def show_receipt(world: GateWorld, clerk: Clerk, number: ReceiptNumber, *, now: datetime) -> ShownReceipt | None:
    """A receipt this clerk issued; showing it is in the journal, because it bears personal data (`domain.md R17`)."""
    require_registrar(clerk)
    async with world.database.transaction() as tx:
        receipt = await receipts.by_number(tx, number, clerk.clerk_id)
        if receipt and receipt.registrar:
            event = CounterEvent(
                at=now,
                activity=Activity.SHOW_RECEIPT,
                data_set=DataSet.RECEIPT,
                outcome=DONE,
                case_id=CaseId(receipt.registrar.case_id),
                reason="print_or_hand_over",
                technical={"gate": receipt.gate_id},
            )
            await note(tx, clerk, event)
    return await _shown(world.database.reader, receipt) if receipt else None


async def _shown(reader: Reader, receipt: RegistrationReceipt) -> ShownReceipt:
    gate = await gates.by_id(reader, receipt.gate_id)
    return ShownReceipt(
        receipt=receipt,
        payment=await claims.receipt_of(reader, receipt.gate_id),
        is_in_use=gate is not None and gate.activated_at is not None,
    )


async def todays_receipts(world: GateWorld, clerk: Clerk, *, now: datetime) -> list[RegistrationReceipt]:
    """What the clerk registered since midnight, newest first."""
    midnight = now.astimezone(LEGAL_TIME).replace(hour=0, minute=0, second=0, microsecond=0)
    since = midnight.astimezone(now.tzinfo)
    return await receipts.since(world.database.reader, clerk.clerk_id, since, many=MOST_SHOWN)
