"""Gates whose owners wanted to end them, and did not change their minds in time, end; run by the worker (`domain.md R12`)."""

from ugyfelkapu.gate.actions.standing.end_gate import Ending, end_gate
from ugyfelkapu.gate.domain.doer import SYSTEM
from ugyfelkapu.gate.domain.ending import EndCause
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import terminations

BATCH = 100


async def end_due_gates(world: GateWorld) -> int:
    """End a batch of them, each in a transaction of its own; how many. Call again until it is 0."""
    now = world.clock.now()
    found = await terminations.due(world.database.reader, many=BATCH, now=now)
    return sum([await _end(world, gate_id) for gate_id in found])


async def _end(world: GateWorld, gate_id: GateId) -> bool:
    now = world.clock.now()
    async with world.database.transaction() as tx:
        if not await terminations.take_due(tx, gate_id, now=now):
            return False  # another worker was faster
        return await end_gate(tx, world, gate_id, ending=Ending(by=SYSTEM, cause=EndCause.OWNERS_REQUEST), now=now)
