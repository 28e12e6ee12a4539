"""The owner suspends their own gate: a phone was lost, or somebody else was here (`domain.md R12`)."""

from dataclasses import dataclass

from ugyfelkapu.gate.actions.sessions.live_session import live_session
from ugyfelkapu.gate.actions.standing.suspend_gate import Suspending, suspend_gate
from ugyfelkapu.gate.domain.doer import owner_of
from ugyfelkapu.gate.domain.factor import FactorId
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.suspension import DoubtfulSince, SuspensionCause, doubtful_from
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import strong_factors
from ugyfelkapu.gate.store.strong_factors import StrongFactor

OWNERS_CAUSES = (SuspensionCause.LOST_DEVICE, SuspensionCause.STRANGER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the owner says: why, since when they trust nothing, and which factors are lost."""

    cause: SuspensionCause
    since: DoubtfulSince
    lost: frozenset[FactorId]


async def losable_factors(world: GateWorld, cookie: str) -> list[StrongFactor] | None:
    """What could be lost; `None`: nobody is signed in."""
    session = await live_session(world, cookie)
    return await strong_factors.of_gate(world.database.reader, GateId(session.gate_id)) if session else None


async def suspend_own(world: GateWorld, cookie: str, wish: Wish) -> bool:
    """Suspend the gate of whoever is signed in; `False`: nobody is. No fresh session is asked: it must go fast."""
    session = await live_session(world, cookie)
    if session is None:
        return False
    gate_id = GateId(session.gate_id)
    now = world.clock.now()
    doubted = doubtful_from(wish.since, now=now) if wish.cause is SuspensionCause.STRANGER else None
    suspending = Suspending(by=owner_of(gate_id), cause=wish.cause, doubtful_from=doubted, lost=wish.lost)
    async with world.database.transaction() as tx:
        return await suspend_gate(tx, world, gate_id, suspending=suspending, now=now)
