"""The only way to read the record of an ended gate: asked by one, approved by another, within its phase (`domain.md R12`)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.gate.actions.journal.owner_journal import DONE, Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.actions.standing.archived_record import ArchivedRecord, opened_record
from ugyfelkapu.gate.domain.ending import ArchivePurpose, allows, phase_of
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import archive, archive_requests
from ugyfelkapu.gate.store.archive_requests import ArchiveRequest

REQUEST_DAYS = 7
"""A request that is so old is made anew."""


class NotOpened(StrEnum):
    """Why nothing is shown."""

    NOT_APPROVED = "not_approved"
    """Unknown, not this person's, without a second pair of eyes, used already, or too old."""
    NOT_ARCHIVED = "not_archived"
    PHASE = "phase"
    """The record may no longer be used for this purpose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which record, what for, on what ground, and who wants it."""

    gate_id: GateId
    purpose: ArchivePurpose
    reason: str
    asked_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Deed:
    """What the journal says of a step."""

    activity: Activity
    gate_id: GateId
    reason: str
    outcome: str = DONE


async def ask_for_archived(world: GateWorld, wish: Wish) -> str:
    """Keep the wish; the request's id, for whoever approves it."""
    now = world.clock.now()
    request_id = identifier(now)
    async with world.database.transaction() as tx:
        request = ArchiveRequest(
            request_id=request_id,
            gate_id=wish.gate_id,
            purpose=wish.purpose,
            reason=wish.reason,
            asked_by=wish.asked_by,
        )
        await archive_requests.ask(tx, request, now=now)
        deed = _Deed(activity=Activity.ASK_FOR_ARCHIVED, gate_id=wish.gate_id, reason=wish.reason)
        await _note(tx, deed, actor=wish.asked_by, at=now)
    return request_id


async def approve_archived(world: GateWorld, request_id: str, *, approved_by: str) -> bool:
    """Stand behind somebody else's request; `False` when it is one's own, approved already or too old."""
    now = world.clock.now()
    async with world.database.transaction() as tx:
        since = now - timedelta(days=REQUEST_DAYS)
        gate_id = await archive_requests.approve(tx, request_id, approved_by=approved_by, asked_after=since, now=now)
        if gate_id is None:
            return False
        deed = _Deed(activity=Activity.APPROVE_ARCHIVED, gate_id=gate_id, reason=request_id)
        await _note(tx, deed, actor=approved_by, at=now)
        return True


async def open_archived(world: GateWorld, request_id: str, *, asked_by: str) -> ArchivedRecord | NotOpened:
    """The record, once for each approved request, if its phase allows the purpose."""
    now = world.clock.now()
    async with world.database.transaction() as tx:
        since = now - timedelta(days=REQUEST_DAYS)
        request = await archive_requests.use(tx, request_id, asked_by=asked_by, asked_after=since, now=now)
        if request is None:
            refused = NotOpened.NOT_APPROVED
            deed = _Deed(activity=Activity.OPEN_ARCHIVED, gate_id=GateId(""), reason=request_id[:32], outcome=refused)
            await _note(tx, deed, actor=asked_by, at=now)
            return refused
        outcome = await _record(tx, world, request.gate_id, purpose=request.purpose, now=now)
        said = outcome if isinstance(outcome, NotOpened) else DONE
        deed = _Deed(activity=Activity.OPEN_ARCHIVED, gate_id=request.gate_id, reason=request.reason, outcome=said)
        await _note(tx, deed, actor=asked_by, at=now)
        return outcome


async def _record(
    tx: Transaction, world: GateWorld, gate_id: GateId, *, purpose: ArchivePurpose, now: datetime
) -> ArchivedRecord | NotOpened:
    archived = await archive.find(tx, gate_id)
    if archived is None:
        return NotOpened.NOT_ARCHIVED
    policy = await policy_at(tx, STANDING, now=now)
    if not allows(phase_of(archived.ended_at, policy=policy, now=now), purpose):
        return NotOpened.PHASE
    return opened_record(world, gate_id, archived.record)


async def _note(tx: Transaction, deed: _Deed, *, actor: str, at: datetime) -> None:
    event = OwnerEvent(
        at=at,
        activity=deed.activity,
        data_set=DataSet.REGISTERED,
        gate_id=deed.gate_id,
        outcome=deed.outcome,
        reason=deed.reason,
        actor=actor,
    )
    await note(tx, event)
