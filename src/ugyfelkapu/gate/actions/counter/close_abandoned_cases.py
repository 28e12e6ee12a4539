"""Close the cases nobody went on with: what the register answered does not lie about (`domain.md R4`)."""

from datetime import datetime

from ugyfelkapu.gate.actions.counter.view_case import opened_after
from ugyfelkapu.gate.actions.journal.counter_journal import DONE, Activity, CounterEvent, DataSet, note_of_system
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import cases


async def close_abandoned_cases(world: GateWorld, *, now: datetime) -> int:
    """Delete every case older than the policy's minutes, each with its journal entry; how many there were."""
    async with world.database.transaction() as tx:
        abandoned = await cases.close_abandoned(tx, opened_until=await opened_after(tx, now=now))
        for case in abandoned:
            event = CounterEvent(
                at=now,
                activity=Activity.ABANDON,
                data_set=DataSet.NONE,
                outcome=DONE,
                case_id=case.case_id,
                reason="left_open_too_long",
            )
            await note_of_system(tx, event, clerk_id=case.clerk_id)
    return len(abandoned)
