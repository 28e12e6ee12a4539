"""Look for what is unusual at the counters; the worker's (decision 0022).

Whether somebody looks relatives or neighbours up is not asked: the gate knows no addresses, and of a clerk only the name and a
key. A family name alone would accuse everybody called Nagy.
"""

from datetime import UTC, date, datetime, time, timedelta

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.policy import LEGAL_TIME, policy_at
from ugyfelkapu.gate.domain.alert import AlertKind, Sighting
from ugyfelkapu.gate.domain.policy import STANDING, GatePolicy
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import alerts

DAYS_LOOKED_AT = 2
"""Today and yesterday, so that nothing between two looks is missed at midnight."""


async def watch_counters(world: GateWorld) -> int:
    """Raise what is unusual; how many sightings there were."""
    now = world.clock.now()
    today = now.astimezone(LEGAL_TIME).date()
    sightings = 0
    async with world.database.transaction() as tx:
        for day in (today - timedelta(days=back) for back in range(DAYS_LOOKED_AT)):
            policy = await policy_at(tx, STANDING, now=hour_of(day, 12))
            for sighting in [*await _out_of_hours(tx, policy, day), *await _without_service(tx, policy, day)]:
                await alerts.raise_alert(tx, sighting, now=now)
                sightings += 1
    return sightings


async def _out_of_hours(tx: Transaction, policy: GatePolicy, day: date) -> list[Sighting]:
    morning = await alerts.look_ups(tx, since=hour_of(day, 0), until=hour_of(day, policy.counter_opens_hour))
    evening = await alerts.look_ups(tx, since=hour_of(day, policy.counter_closes_hour), until=hour_of(day, 24))
    bodies = {clerk_id: body_id for found in (morning, evening) for clerk_id, (body_id, _) in found.items()}
    return [
        Sighting(
            kind=AlertKind.OUT_OF_HOURS,
            body_id=body_id,
            clerk_id=clerk_id,
            day=day,
            many=sum(found[clerk_id][1] for found in (morning, evening) if clerk_id in found),
            threshold=1,
        )
        for clerk_id, body_id in bodies.items()
    ]


async def _without_service(tx: Transaction, policy: GatePolicy, day: date) -> list[Sighting]:
    since, until = hour_of(day, 0), hour_of(day, 24)
    asked = await alerts.look_ups(tx, since=since, until=until)
    served = await alerts.served(tx, since=since, until=until)
    threshold = policy.look_ups_without_service
    return [
        Sighting(kind=AlertKind.LOOK_UPS, body_id=body_id, clerk_id=clerk_id, day=day, many=vain, threshold=threshold)
        for clerk_id, (body_id, many) in asked.items()
        if (vain := many - served.get(clerk_id, 0)) >= threshold
    ]


def hour_of(day: date, hour: int) -> datetime:
    """When this hour of a day begins in legal time; 24 is the next midnight."""
    days, hours = divmod(min(hour, 24), 24)
    return datetime.combine(day + timedelta(days=days), time(hours), LEGAL_TIME).astimezone(UTC)
