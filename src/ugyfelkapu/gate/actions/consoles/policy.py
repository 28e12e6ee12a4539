"""The dated policy as the operator sees it, and whom a change would affect."""

from dataclasses import dataclass
from datetime import date, datetime

from ugyfelkapu.foundation.policy import LEGAL_TIME, in_force_since, policy_at
from ugyfelkapu.gate.actions.consoles.propose import policy_names
from ugyfelkapu.gate.actions.consoles.watch_counters import hour_of
from ugyfelkapu.gate.domain.duty import Duty, require
from ugyfelkapu.gate.domain.office import Clerk
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.proposal import ChangePolicy
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import policy_effects, staff


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyValue:
    """A value in force, and what comes after it."""

    name: str
    value: int
    since: date | None
    """`None`: the code's own."""
    coming: tuple[tuple[date, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """How many a value reaches now, and how many it would reach from the day on, if that can be told."""

    value_now: int
    affected_now: int | None
    affected_then: int | None


async def values_in_force(world: GateWorld, clerk: Clerk, *, now: datetime) -> list[PolicyValue]:
    """Every value a console may change."""
    require(clerk, Duty.RULE)
    reader, today = world.database.reader, now.astimezone(LEGAL_TIME).date()
    policy, dated = await policy_at(reader, STANDING, now=now), await staff.dated_values(reader)
    return [
        PolicyValue(
            name=name,
            value=getattr(policy, name),
            since=await in_force_since(reader, name, now=now),
            coming=tuple((day, value) for of, day, value, _ in dated if of == name and day > today),
        )
        for name in policy_names()
    ]


async def preview(world: GateWorld, clerk: Clerk, change: ChangePolicy, *, now: datetime) -> Preview:
    """The numbers of a change: by the value in force today, and by the new one on its day."""
    require(clerk, Duty.RULE)
    reader = world.database.reader
    value_now: int = getattr(await policy_at(reader, STANDING, now=now), change.name)
    then = max(now, hour_of(change.effective_on, 0))
    return Preview(
        value_now=value_now,
        affected_now=await policy_effects.affected(reader, change.name, value_now, at=now),
        affected_then=await policy_effects.affected(reader, change.name, change.value, at=then),
    )
