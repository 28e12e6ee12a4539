"""A gate ends for good: credentials and sessions go, a sealed record stays, its name is given to nobody (`domain.md R12`)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.outbox import Mail, post
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion, letter
from ugyfelkapu.gate.actions.mail.which_gate import naming_gate
from ugyfelkapu.gate.actions.sessions.tell_broker import tell_broker
from ugyfelkapu.gate.actions.standing.archived_record import sealed_record
from ugyfelkapu.gate.domain.doer import Doer
from ugyfelkapu.gate.domain.ending import EndCause
from ugyfelkapu.gate.domain.gate import GateId, Standing
from ugyfelkapu.gate.domain.username import fold_username
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import archive, gate_endings, gates, sessions, sign_ins, standings
from ugyfelkapu.gate.store.archive import ArchivedGate
from ugyfelkapu.identification import StandingEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Who ends a gate and why."""

    by: Doer
    cause: EndCause


async def end_gate(tx: Transaction, world: GateWorld, gate_id: GateId, *, ending: Ending, now: datetime) -> bool:
    """End a gate in the caller's transaction; `False` when there is none or it had ended, and nothing was done.

    Sessions, half-done sign-ins, codes, password, factors and browsers are deleted, the broker is told, what retention needs
    is sealed into the archive, the name is reserved, the journal written and the owner mailed (after a death nobody is).
    """
    gate = await gates.by_id(tx, gate_id)
    if gate is None or gate.standing is Standing.TERMINATED:
        return False
    mail = await _farewell(tx, world, gate_id, ending=ending, now=now)
    record = await sealed_record(tx, world, gate)
    ended = await sessions.end_of_gate(tx, gate_id, kept="", now=now)
    await _delete(tx, gate_id)  # before the gate's row: who finishes a sign-in takes them in this order
    if not await standings.terminate(tx, gate_id):
        return False
    ended += await sessions.end_of_gate(tx, gate_id, kept="", now=now)
    await _delete(tx, gate_id)  # and what was begun until the row was ours
    await tell_broker(tx, gate_id, StandingEvent.GATE_ENDED, ended=ended, now=now)
    archived = ArchivedGate(gate_id=gate_id, person_id=gate.person_id, cause=ending.cause, ended_at=now, record=record)
    await archive.lock(tx, archived)
    await archive.reserve(tx, fold_username(gate.username), now=now)
    await _note(tx, gate_id, ending, now=now)
    if mail:
        await post(tx, mail, now=now)
    return True


async def _delete(tx: Transaction, gate_id: GateId) -> None:
    await gate_endings.end_half_done(tx, gate_id)
    await gate_endings.delete_credentials(tx, gate_id)


async def _farewell(tx: Transaction, world: GateWorld, gate_id: GateId, *, ending: Ending, now: datetime) -> Mail | None:
    """The letter, written while there is an address to write to."""
    account = await sign_ins.account_of(tx, gate_id, device=None)
    if account is None or ending.cause is EndCause.DEATH:
        return None
    facts = await naming_gate(tx, Occasion.ENDED, account.recipient, facts=Facts(at=now))
    return letter(world.public_url, Occasion.ENDED, account.recipient, facts=facts)


async def _note(tx: Transaction, gate_id: GateId, ending: Ending, *, now: datetime) -> None:
    event = OwnerEvent(
        at=now,
        activity=Activity.END_GATE,
        data_set=DataSet.REGISTERED,
        gate_id=gate_id,
        reason=ending.cause,
        actor=ending.by.actor,
        organisation=ending.by.organisation,
        technical={"by": ending.by.kind},
    )
    await note(tx, event)
