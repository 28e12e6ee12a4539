"""A change of the ways in: an entry in the journal and a mail to the owner, with the change itself (`domain.md R15`, R17)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion
from ugyfelkapu.gate.actions.mail.tell import Notice, tell
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.sign_in import Account
from ugyfelkapu.gate.ports import GateWorld


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What changed, and from where."""

    activity: Activity
    occasion: Occasion
    origin: Origin
    factor: str = ""
    """What its owner calls the second factor it is about."""
    left: int | None = None
    """How many recovery codes are still good, when it is about them."""


async def note_and_tell(tx: Transaction, world: GateWorld, account: Account, *, change: Change, now: datetime) -> None:
    """Write the change down and tell the owner."""
    origin = change.origin
    event = OwnerEvent(
        at=now,
        activity=change.activity,
        data_set=DataSet.CREDENTIALS,
        gate_id=account.gate_id,
        technical={"address": origin.address},
    )
    await note(tx, event)
    facts = Facts(
        at=now,
        address=origin.address,
        description=origin.description,
        factor=change.factor or None,
        left=change.left,
    )
    await tell(tx, world, Notice(occasion=change.occasion, recipient=account.recipient, facts=facts), now=now)
