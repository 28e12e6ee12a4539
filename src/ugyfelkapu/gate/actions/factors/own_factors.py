"""What the owner sees of their second factors (`domain.md R15`, R16)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.gate.actions.sessions.live_session import RunningSession
from ugyfelkapu.gate.domain.factor import FactorId, FactorKind
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import factors, passkeys


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFactor:
    """One of them, as its owner named it."""

    factor_id: FactorId
    kind: FactorKind
    name: str
    enrolled_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFactors:
    """All of them, and the codes for the day they are lost."""

    factors: tuple[OwnFactor, ...]
    codes_left: int


async def own_factors(world: GateWorld, running: RunningSession) -> OwnFactors:
    """What the gate has, oldest first."""
    reader, gate_id = world.database.reader, running.account.gate_id
    held = await factors.held(reader, gate_id)
    return OwnFactors(factors=tuple(await factors_of(world, gate_id)), codes_left=held.recovery_codes)


async def own_factor(world: GateWorld, running: RunningSession, factor_id: str) -> OwnFactor | None:
    """One of the gate's own; another gate's is not found."""
    every = await factors_of(world, running.account.gate_id)
    return next((factor for factor in every if factor.factor_id == factor_id), None)


async def factors_of(world: GateWorld, gate_id: GateId) -> list[OwnFactor]:
    """The gate's factors of each kind, oldest first."""
    reader = world.database.reader
    found = [
        OwnFactor(
            factor_id=app.factor_id,
            kind=FactorKind.TOTP,
            name=app.name,
            enrolled_at=app.enrolled_at,
            last_used_at=app.last_used_at,
        )
        for app in await factors.of_gate(reader, gate_id)
    ]
    found += [
        OwnFactor(
            factor_id=key.factor_id,
            kind=FactorKind.PASSKEY,
            name=key.name,
            enrolled_at=key.enrolled_at,
            last_used_at=key.last_used_at,
        )
        for key in await passkeys.of_gate(reader, gate_id)
    ]
    return sorted(found, key=lambda factor: factor.enrolled_at)
