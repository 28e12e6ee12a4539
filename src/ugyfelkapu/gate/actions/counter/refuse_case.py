"""A clerk says no: the case is deleted with all it held, and the journal keeps the reason (`domain.md R4`)."""

from datetime import UTC, datetime

from ugyfelkapu.gate.actions.counter.home_application import forget_home
from ugyfelkapu.gate.actions.journal.counter_journal import Activity, CounterEvent, DataSet, note
from ugyfelkapu.gate.domain.counter_case import CaseId
from ugyfelkapu.gate.domain.office import Clerk, require_registrar
from ugyfelkapu.gate.domain.registration import ClerksReason, RefusalReason
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import cases

EVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Also a case that was left lying too long is closed here, and not by the worker."""


async def refuse_case(world: GateWorld, clerk: Clerk, case_id: CaseId, *, reason: ClerksReason, now: datetime) -> bool:
    """Close the clerk's case without a registration; `False` when it was closed before, by whatever way."""
    require_registrar(clerk)
    async with world.database.transaction() as tx:
        case = await cases.of_clerk(tx, case_id, clerk.clerk_id, opened_after=EVER)
        closed = await cases.close(tx, case_id, clerk.clerk_id)
        if case and closed:
            await forget_home(tx, case)
            await note(
                tx,
                clerk,
                CounterEvent(
                    at=now,
                    activity=Activity.REFUSE,
                    data_set=DataSet.NONE,
                    outcome=RefusalReason.CLERK_REFUSED,
                    case_id=case_id,
                    reason=reason,
                ),
            )
    return closed
