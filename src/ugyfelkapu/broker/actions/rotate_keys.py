"""Put the next signing keys in force (`security.md` 12: a key rotated is never silent)."""

from collections.abc import Mapping
from datetime import datetime

from ugyfelkapu.broker.actions.entries import rotation_entry
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.foundation.journal import record


async def rotate_keys(world: BrokerWorld) -> Mapping[str, datetime]:
    """From when each algorithm's next key signs.

    Keys are files, no part of a transaction: the intent is in the journal before anything changes, the outcome after.
    """
    await _note(world, outcome="begun", in_force_from={})
    rotated = world.keys.rotate()
    await _note(world, outcome="done", in_force_from=rotated)
    return rotated


async def _note(world: BrokerWorld, *, outcome: str, in_force_from: Mapping[str, datetime]) -> None:
    entry = rotation_entry(outcome=outcome, in_force_from=in_force_from, now=world.clock.now())
    async with world.database.transaction() as tx:
        await record(tx, entry)
