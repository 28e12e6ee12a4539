"""A gate is suspended, or its suspension lifted, at the wish of the owner who stands at the counter (`domain.md R12`)."""

from datetime import datetime

from ugyfelkapu.gate.actions.counter.case_gate import Served, first_time, note_served, served_gate
from ugyfelkapu.gate.actions.standing.lift_suspension import Lifting, lift_suspension
from ugyfelkapu.gate.actions.standing.suspend_gate import Suspending, suspend_gate
from ugyfelkapu.gate.domain.counter_service import NotServed, Order, ServiceReason
from ugyfelkapu.gate.domain.doer import clerk_at_counter
from ugyfelkapu.gate.domain.office import Clerk
from ugyfelkapu.gate.domain.suspension import SuspensionCause, doubtful_before_notice
from ugyfelkapu.gate.ports import GateWorld

_CAUSES = {
    ServiceReason.MISUSE: SuspensionCause.STRANGER,
    ServiceReason.FACTOR_STOLEN: SuspensionCause.LOST_DEVICE,
    ServiceReason.OWNERS_WISH: SuspensionCause.ASKED_IN_PERSON,
}


async def suspend_at_counter(world: GateWorld, clerk: Clerk, order: Order, *, now: datetime) -> Served | NotServed:
    """Suspend the gate at once; where misuse is feared, what was enrolled lately counts as a stranger's."""
    async with world.database.transaction() as tx:
        found = await served_gate(tx, clerk, order, now=now)
        if isinstance(found, NotServed):
            return found
        cause = _CAUSES[order.reason]
        doubtful = doubtful_before_notice(now) if cause is SuspensionCause.STRANGER else None
        suspending = Suspending(by=clerk_at_counter(clerk), cause=cause, doubtful_from=doubtful)
        if await suspend_gate(tx, world, order.gate_id, suspending=suspending, now=now):
            await first_time(tx, order, now=now)
            await note_served(tx, order, found, technical={}, now=now)
    return Served()


async def lift_at_counter(world: GateWorld, clerk: Clerk, order: Order, *, now: datetime) -> Served | NotServed:
    """Lift it: the owner proved in person who they are; the old password opens nothing, a code from here renews it."""
    async with world.database.transaction() as tx:
        found = await served_gate(tx, clerk, order, now=now)
        if isinstance(found, NotServed):
            return found
        lifting = Lifting(by=clerk_at_counter(clerk), reason=order.reason)
        if await lift_suspension(tx, world, order.gate_id, lifting=lifting, now=now):
            await first_time(tx, order, now=now)
            await note_served(tx, order, found, technical={}, now=now)
    return Served()
