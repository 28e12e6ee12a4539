"""Archived records past their time are deleted, gate and person with them; run by the worker (`domain.md R12`)."""

from datetime import datetime

from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.gate.actions.journal.owner_journal import SYSTEM, Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.domain.ending import deletable_since
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import archive, people
from ugyfelkapu.gate.store.archive import OverdueRecord

BATCH = 100


async def delete_archived(world: GateWorld) -> int:
    """Delete a batch of them; how many. Their names stay reserved. Call again until it is 0."""
    now = world.clock.now()
    policy = await policy_at(world.database.reader, STANDING, now=now)
    found = await archive.over(world.database.reader, ended_until=deletable_since(now, policy=policy), many=BATCH)
    return sum([await _delete(world, record, now=now) for record in found])


async def _delete(world: GateWorld, record: OverdueRecord, *, now: datetime) -> bool:
    async with world.database.transaction() as tx:
        if not await archive.delete(tx, record.gate_id):
            return False  # another worker was faster
        await people.forget_without_gate(tx, record.person_id)
        event = OwnerEvent(
            at=now,
            activity=Activity.DELETE_ARCHIVED,
            data_set=DataSet.REGISTERED,
            gate_id=record.gate_id,
            reason="end_of_retention",
            actor=SYSTEM,
        )
        await note(tx, event)
        return True
