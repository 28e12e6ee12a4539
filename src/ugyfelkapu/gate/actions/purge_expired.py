"""What is past its time leaves the database; nothing depends on it, since expiry is checked at use. Run by the worker."""

from datetime import timedelta

from ugyfelkapu.gate.domain.session import IDLE_MINUTES, LIFETIME_HOURS
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import codes, identifications, sessions, sign_ins, standing_changes

SESSION_HISTORY_DAYS = 90
"""The owner sees the last sign-ins of three months; the journal keeps them for ten years."""

TOLD_DAYS = 30
"""A broker that has not asked for so long ends every session of its own before it goes on: they live for hours."""


async def purge_expired(world: GateWorld) -> int:
    """Remove codes, questions, half-done sign-ins, old sessions and changes long told; how many."""
    now = world.clock.now()
    async with world.database.transaction() as tx:
        removed = await sign_ins.purge(tx, now=now) + await identifications.purge(tx, now=now)
        removed += await codes.purge(tx, now=now)
        idle_since, begun_by = now - timedelta(minutes=IDLE_MINUTES), now - timedelta(hours=LIFETIME_HOURS)
        removed += await sessions.end_over(tx, idle_since=idle_since, begun_by=begun_by, now=now)
        removed += await standing_changes.purge(tx, before=now - timedelta(days=TOLD_DAYS))
        return removed + await sessions.purge(tx, before=now - timedelta(days=SESSION_HISTORY_DAYS))
