"""A suspension is lifted by the owner, in person or with an unaffected factor; the old password is over (`domain.md R12`)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion
from ugyfelkapu.gate.actions.mail.tell import Notice, tell
from ugyfelkapu.gate.domain.doer import Doer, DoerKind
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.secret import Digest
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import devices, gate_endings, passwords, sign_ins, standings


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifting:
    """Who lifts a suspension, and the browser that stays known, if one does."""

    by: Doer
    reason: str
    device: Digest | None = None


class ForbiddenLiftingError(Exception):
    """Neither the owner nor a clerk before whom they stand: nobody else lifts a suspension."""


async def lift_suspension(tx: Transaction, world: GateWorld, gate_id: GateId, *, lifting: Lifting, now: datetime) -> bool:
    """Make a suspended gate active in the caller's transaction; `False` when it was not suspended, and nothing was done.

    All browsers but the one named are unknown again; doubtful factors went with the suspension. The old password opens nothing
    any more: the owner's own lifting puts a new one in force, after one at a counter a code that the clerk asks for does.
    """
    if lifting.by.kind not in {DoerKind.OWNER, DoerKind.CLERK}:
        raise ForbiddenLiftingError(lifting.by.kind)
    if not await standings.lift(tx, gate_id):
        return False
    await gate_endings.end_half_done(tx, gate_id)  # a code asked for just before the suspension, and mailed just after
    await devices.forget_others(tx, gate_id, kept=lifting.device)
    policy = await policy_at(tx, STANDING, now=now)
    await passwords.lapse(tx, gate_id, expired_at=now - timedelta(days=policy.password_grace_days))
    event = OwnerEvent(
        at=now,
        activity=Activity.LIFT,
        data_set=DataSet.CREDENTIALS,
        gate_id=gate_id,
        reason=lifting.reason,
        actor=lifting.by.actor,
        organisation=lifting.by.organisation,
        technical={"by": lifting.by.kind},
    )
    await note(tx, event)
    await _tell_owner(tx, world, gate_id, now=now)
    return True


async def _tell_owner(tx: Transaction, world: GateWorld, gate_id: GateId, *, now: datetime) -> None:
    account = await sign_ins.account_of(tx, gate_id, device=None)
    if account:
        notice = Notice(occasion=Occasion.LIFTED, recipient=account.recipient, facts=Facts(at=now))
        await tell(tx, world, notice, now=now)
