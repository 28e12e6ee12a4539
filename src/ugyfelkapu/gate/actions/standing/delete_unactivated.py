"""A registration that nobody activated in time is deleted, and its data with it (`domain.md R5`); run by the worker."""

from datetime import datetime

from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.gate.actions.journal.owner_journal import SYSTEM, Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.actions.sessions.tell_broker import tell_broker_of_deleted
from ugyfelkapu.gate.domain.activation_code import deletable_since
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import gates, people
from ugyfelkapu.gate.store.gates import UnactivatedGate

BATCH = 100


async def delete_unactivated(world: GateWorld) -> int:
    """Delete a batch of registrations past their time; how many."""
    now = world.clock.now()
    reader = world.database.reader
    policy = await policy_at(reader, STANDING, now=now)
    found = await gates.unactivated(reader, registered_until=deletable_since(now, policy=policy), many=BATCH)
    return sum([await _delete(world, gate, now=now) for gate in found])


async def _delete(world: GateWorld, gate: UnactivatedGate, *, now: datetime) -> bool:
    async with world.database.transaction() as tx:
        if not await gates.delete_unactivated(tx, gate.gate_id):
            return False  # activated in the last moment
        await tell_broker_of_deleted(tx, gate.person_id, now=now)
        await people.forget_without_gate(tx, gate.person_id)
        event = OwnerEvent(
            at=now,
            activity=Activity.DELETE_UNACTIVATED,
            data_set=DataSet.REGISTERED,
            gate_id=gate.gate_id,
            reason="activation_deadline",
            actor=SYSTEM,
        )
        await note(tx, event)
        return True
