"""What befalls a gate, as the counter, the operator and the worker bring it about."""

from tests.gate.counter_world import Counter
from tests.gate.owner_world import Owner
from ugyfelkapu.foundation.invariants import Finding, Weight
from ugyfelkapu.gate.actions.standing.end_gate import Ending, end_gate
from ugyfelkapu.gate.actions.standing.lift_suspension import Lifting, lift_suspension
from ugyfelkapu.gate.actions.standing.suspend_gate import Suspending, suspend_gate
from ugyfelkapu.gate.actions.upkeep.check_invariants import check_invariants
from ugyfelkapu.gate.domain.doer import OPERATOR, SYSTEM, clerk_at_counter
from ugyfelkapu.gate.domain.ending import EndCause
from ugyfelkapu.gate.domain.suspension import SuspensionCause

BY_OPERATOR = Suspending(by=OPERATOR, cause=SuspensionCause.OPERATORS_REASON, reason="bejelentett visszaélés")


async def suspends(owner: Owner, suspending: Suspending = BY_OPERATOR) -> bool:
    """The gate is suspended, by the operator if nothing else is said."""
    owner.clock.advance(milliseconds=1)  # mails are told apart by when they were written
    async with owner.world.database.transaction() as tx:
        return await suspend_gate(tx, owner.world, await owner.gate_id(), suspending=suspending, now=owner.clock.now())


async def lifts(owner: Owner) -> bool:
    """A clerk lifts the suspension for the owner before them."""
    lifting = Lifting(by=clerk_at_counter(owner.counter.clerk), reason="owner_in_person")
    async with owner.world.database.transaction() as tx:
        return await lift_suspension(tx, owner.world, await owner.gate_id(), lifting=lifting, now=owner.clock.now())


async def ends(owner: Owner, cause: EndCause = EndCause.ASKED_IN_PERSON) -> bool:
    """The gate ends, at a counter if nothing else is said."""
    owner.clock.advance(milliseconds=1)
    ending = Ending(by=SYSTEM if cause is EndCause.DEATH else clerk_at_counter(owner.counter.clerk), cause=cause)
    async with owner.world.database.transaction() as tx:
        return await end_gate(tx, owner.world, await owner.gate_id(), ending=ending, now=owner.clock.now())


async def broken(counter: Counter) -> list[Finding]:
    """Mails and journal entries wait here for a worker that does not run; that is only a warning."""
    return [finding for finding in await check_invariants(counter.world) if finding.weight is Weight.BROKEN]


async def told(owner: Owner) -> list[str]:
    """What the broker was told, oldest first."""
    return [row.text("event") for row in await owner.counter.rows("standing_change")]
