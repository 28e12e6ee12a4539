"""What strangers can cause again and again is entered into the journal a few times an hour (`domain.md R17`)."""

from datetime import timedelta

from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.foundation.journal import AuditEntry, record
from ugyfelkapu.foundation.throttle import Lane, Wait, take

MOST_NOTED = 5
"""Of one kind in an hour: what comes after that says nothing new, and the journal is kept for ten years."""

_HOUR = timedelta(hours=1)


async def note_seldom(world: BrokerWorld, entry: AuditEntry, *, kind: str) -> None:
    """Enter it, unless as much of the kind was entered within the hour; `kind`: what counts as the same."""
    lane = Lane(
        key=f"broker/{kind}",
        free_tries=MOST_NOTED - 1,
        first_wait=_HOUR,
        longest_wait=_HOUR,
        forgotten_after=2 * _HOUR,
    )
    async with world.database.transaction() as tx:
        if not isinstance(await take(tx, [lane], now=entry.at), Wait):
            await record(tx, entry)
