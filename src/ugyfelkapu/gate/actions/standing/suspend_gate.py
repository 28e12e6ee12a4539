"""A gate is suspended: whoever is in is out, and nobody gets in, until its owner lifts it (`domain.md R12`)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion
from ugyfelkapu.gate.actions.mail.tell import Notice, tell
from ugyfelkapu.gate.actions.sessions.tell_broker import tell_broker
from ugyfelkapu.gate.domain.doer import Doer
from ugyfelkapu.gate.domain.factor import FactorId
from ugyfelkapu.gate.domain.gate import GateId, Standing
from ugyfelkapu.gate.domain.suspension import LONGEST_REASON, Suspension, SuspensionCause
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import gate_endings, sessions, sign_ins, standings, strong_factors
from ugyfelkapu.identification import StandingEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspending:
    """Who suspends a gate and why."""

    by: Doer
    cause: SuspensionCause
    reason: str = ""
    """The operator's own words, for the journal and the owner."""
    doubtful_from: datetime | None = None
    """What was enrolled since is removed, it may be a stranger's; `None`: nothing before now is doubted."""
    lost: frozenset[FactorId] = frozenset()
    """Factors that are no longer the owner's; they are removed too."""


async def suspend_gate(tx: Transaction, world: GateWorld, gate_id: GateId, *, suspending: Suspending, now: datetime) -> bool:
    """Suspend an active gate in the caller's transaction; `False` when it was not active, and nothing was done.

    Ends its sessions, half-done sign-ins and mailed codes, tells the broker, writes the journal, and mails the owner.
    """
    account = await sign_ins.account_of(tx, gate_id, device=None)
    if account is None or account.standing is not Standing.ACTIVE:
        return False
    suspension = Suspension(
        suspended_at=now,
        suspended_by=suspending.by.kind,
        cause=suspending.cause,
        reason=suspending.reason[:LONGEST_REASON],
        doubtful_from=suspending.doubtful_from or now,
    )
    await gate_endings.end_half_done(tx, gate_id)  # before the gate's row: who finishes a sign-in takes them in this order
    if not await standings.suspend(tx, gate_id, suspension):
        return False
    removed = await strong_factors.remove(tx, gate_id, suspending.lost)
    removed += await strong_factors.remove_since(tx, gate_id, suspension.doubtful_from)
    await gate_endings.end_half_done(tx, gate_id)  # and what was begun until the row was ours
    ended = await sessions.end_of_gate(tx, gate_id, kept="", now=now)
    await tell_broker(tx, gate_id, StandingEvent.GATE_SUSPENDED, ended=ended, now=now)
    await _note(tx, gate_id, suspending, removed=removed, now=now)
    notice = Notice(occasion=Occasion.SUSPENDED, recipient=account.recipient, facts=Facts(at=now))
    await tell(tx, world, notice, now=now)
    return True


async def _note(tx: Transaction, gate_id: GateId, suspending: Suspending, *, removed: int, now: datetime) -> None:
    event = OwnerEvent(
        at=now,
        activity=Activity.SUSPEND,
        data_set=DataSet.CREDENTIALS,
        gate_id=gate_id,
        reason=suspending.reason[:LONGEST_REASON] or suspending.cause,
        actor=suspending.by.actor,
        organisation=suspending.by.organisation,
        technical={"cause": suspending.cause, "by": suspending.by.kind, "factors_removed": str(removed)},
    )
    await note(tx, event)
