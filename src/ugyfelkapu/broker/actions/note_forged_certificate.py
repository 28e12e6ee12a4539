"""A certificate that came as the proxy would never bring it goes into the journal (`security.md` 2)."""

from datetime import datetime, timedelta

from ugyfelkapu.broker.actions.entries import BY_LAW, OPERATOR
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.foundation.journal import AuditEntry, record
from ugyfelkapu.foundation.throttle import Lane, Wait, take

MOST_NOTED = 5
"""From one address in an hour: what comes after that says nothing new, and the journal is kept for ten years."""

_HOUR = timedelta(hours=1)


async def note_forged_certificate(world: BrokerWorld, reason: str, *, peer: str) -> None:
    """Write down why, and from where it came."""
    now = world.clock.now()
    lane = Lane(
        key=f"broker/forged-certificate/{peer}",
        free_tries=MOST_NOTED - 1,
        first_wait=_HOUR,
        longest_wait=_HOUR,
        forgotten_after=2 * _HOUR,
    )
    async with world.database.transaction() as tx:
        if not isinstance(await take(tx, [lane], now=now), Wait):
            await record(tx, _entry(reason, peer, now=now))


def _entry(reason: str, peer: str, *, now: datetime) -> AuditEntry:
    return AuditEntry(
        at=now,
        activity="forged_certificate",
        outcome="refused",
        subject="",
        data_set="client_certificate",
        legal_basis=BY_LAW,
        purpose="services prove themselves",
        reason=reason,
        organisation=OPERATOR,
        actor="unknown",
        technical={"address": peer},
    )
