"""What is past its time leaves the database; nothing depends on it, since expiry is checked at use. Run by the worker."""

from datetime import datetime, timedelta

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.domain.session import IDLE_MINUTES, LIFETIME_HOURS
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import (
    card_applications,
    codes,
    email_changes,
    factor_steps,
    fee_certificates,
    freezing_codes,
    identifications,
    known_people,
    organisations,
    sessions,
    sign_ins,
    signature_applications,
    standing_changes,
    terminations,
)
from ugyfelkapu.identification import StandingEvent

SESSION_HISTORY_DAYS = 90
"""The owner sees the last sign-ins of three months; the journal keeps them for ten years."""

ENDED_AT_ONCE = 100
"""Telling the broker holds the count of changes until the commit; the rest comes with the next turn."""

TOLD_DAYS = 30
"""A broker that has not asked for so long ends every session of its own before it goes on: they live for hours."""


async def purge_expired(world: GateWorld) -> int:
    """Remove codes, questions, half-done sign-ins, old sessions and changes long told; how many."""
    now = world.clock.now()
    async with world.database.transaction() as tx:
        removed = await sign_ins.purge(tx, now=now) + await identifications.purge(tx, now=now)
        removed += await codes.purge(tx, now=now) + await freezing_codes.purge(tx, now=now)
        removed += await terminations.purge(tx, now=now) + await factor_steps.purge(tx, now=now)
        removed += await email_changes.purge(tx, now=now) + await signature_applications.purge(tx, now=now)
        removed += await card_applications.purge(tx, now=now)
        removed += await standing_changes.purge(tx, before=now - timedelta(days=TOLD_DAYS))
        removed += await organisations.purge(tx, now=now) + await fee_certificates.purge(tx, now=now)
        removed += await known_people.forget_told(tx, before=now - timedelta(days=TOLD_DAYS))
        removed += await sessions.purge(tx, before=now - timedelta(days=SESSION_HISTORY_DAYS))
        return removed + await _end_over(tx, now=now)


async def _end_over(tx: Transaction, *, now: datetime) -> int:
    """End what idled out or grew too old, and tell the broker: what it still held would ask a session that is gone."""
    idle_since, begun_by = now - timedelta(minutes=IDLE_MINUTES), now - timedelta(hours=LIFETIME_HOURS)
    ended = await sessions.end_over(tx, idle_since=idle_since, begun_by=begun_by, many=ENDED_AT_ONCE, now=now)
    for session in ended:
        event = StandingEvent.SESSION_ENDED
        await standing_changes.add(tx, session.gate_id, event, session_id=session.session_id, now=now)
    return len(ended)
