"""What the owner sees of their second factors (`domain.md R15`, R16)."""

from dataclasses import dataclass

from ugyfelkapu.gate.actions.sessions.live_session import RunningSession
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import factors, strong_factors
from ugyfelkapu.gate.store.strong_factors import StrongFactor


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFactors:
    """All of them, and the codes for the day they are lost."""

    factors: tuple[StrongFactor, ...]
    """Oldest first."""
    codes_left: int


async def own_factors(world: GateWorld, running: RunningSession) -> OwnFactors:
    """What the gate has."""
    reader, gate_id = world.database.reader, running.account.gate_id
    held = await factors.held(reader, gate_id)
    return OwnFactors(factors=tuple(await strong_factors.of_gate(reader, gate_id)), codes_left=held.recovery_codes)


async def own_factor(world: GateWorld, running: RunningSession, factor_id: str) -> StrongFactor | None:
    """One of the gate's own; another gate's is not found."""
    every = await strong_factors.of_gate(world.database.reader, running.account.gate_id)
    return next((factor for factor in every if factor.factor_id == factor_id), None)
