"""Delete what has run out; nothing relies on it, since expiry is checked at use (`CONTRIBUTING.md`, "World")."""

from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import expired


async def purge_expired(world: BrokerWorld) -> int:
    """How many rows went; a full batch says that there may be more."""
    async with world.database.transaction() as tx:
        return await expired.purge(tx, now=world.clock.now())
