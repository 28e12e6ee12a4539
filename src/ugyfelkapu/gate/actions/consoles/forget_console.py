"""Papers nobody printed and questions of former days leave the database; the worker's."""

from datetime import timedelta

from ugyfelkapu.gate.actions.consoles.search_journal import SEARCH_HOURS
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import journal_searches, proposals


async def forget_console(world: GateWorld) -> int:
    """How many were removed; expiry itself is checked at use."""
    now = world.clock.now()
    async with world.database.transaction() as tx:
        removed = await proposals.purge_letters(tx, now=now)
        return removed + await journal_searches.purge(tx, before=now - timedelta(hours=SEARCH_HOURS))
