"""The operator suspends a gate with a reason (`domain.md R12`)."""

from enum import StrEnum

from ugyfelkapu.gate.actions.standing.suspend_gate import Suspending, suspend_gate
from ugyfelkapu.gate.domain.doer import OPERATOR
from ugyfelkapu.gate.domain.suspension import SuspensionCause
from ugyfelkapu.gate.domain.username import fold_username
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import gates


class NotSuspended(StrEnum):
    """Why nothing was done."""

    UNKNOWN_USERNAME = "unknown_username"
    NOT_ACTIVE = "not_active"


async def suspend_by_operator(world: GateWorld, username: str, *, reason: str) -> NotSuspended | None:
    """Suspend the gate of this user name; `None`: done."""
    now = world.clock.now()
    suspending = Suspending(by=OPERATOR, cause=SuspensionCause.OPERATORS_REASON, reason=reason)
    async with world.database.transaction() as tx:
        gate = await gates.by_username(tx, fold_username(username))
        if gate is None:
            return NotSuspended.UNKNOWN_USERNAME
        done = await suspend_gate(tx, world, gate.gate_id, suspending=suspending, now=now)
        return None if done else NotSuspended.NOT_ACTIVE
