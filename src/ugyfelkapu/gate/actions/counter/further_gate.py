"""What a further gate costs whoever stands at the counter, before anybody types a user name (`domain.md R11`)."""

from datetime import datetime

from ugyfelkapu.gate.actions.counter.open_case import subject_of
from ugyfelkapu.gate.actions.fees.fee_due import fee_for
from ugyfelkapu.gate.domain.counter_case import Case
from ugyfelkapu.gate.domain.fee import FeeDecision
from ugyfelkapu.gate.ports import GateWorld


async def fee_of_further_gate(world: GateWorld, case: Case, *, now: datetime) -> FeeDecision | None:
    """What would be due now; `None`: nobody confirmed who stands there, or they have no gate yet."""
    reader = world.database.reader
    person_id = await subject_of(reader, case.answer.person.identity)
    if case.confirmed_at is None or person_id is None:
        return None
    return await fee_for(reader, person_id, exemption=None, now=now)
