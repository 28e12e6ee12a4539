"""Warnings by mail 30, 7 and 1 days before a password expires, each once (`domain.md R7`); run by the worker."""

from datetime import datetime, timedelta

from ugyfelkapu.gate.actions.journal.owner_journal import SYSTEM, Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion
from ugyfelkapu.gate.actions.mail.tell import Notice, tell
from ugyfelkapu.gate.domain.password import WARNING_DAYS, days_left
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import passwords
from ugyfelkapu.gate.store.passwords import Expiring


async def warn_of_expiry(world: GateWorld) -> int:
    """Send the warnings that are due, a batch of each; how many. Call again until it is 0."""
    now = world.clock.now()
    sent = 0
    for days in sorted(WARNING_DAYS):  # the nearest first: whoever gets it needs none of the earlier ones any more
        due = await passwords.expiring(world.database.reader, days=days, until=now + timedelta(days=days), now=now)
        sent += await _warn(world, due, days=days, now=now)
    return sent


async def _warn(world: GateWorld, due: list[Expiring], *, days: int, now: datetime) -> int:
    sent = 0
    async with world.database.transaction() as tx:
        for expiring in due:
            if not await passwords.mark_warned(tx, expiring, days=days):
                continue
            sent += 1
            left = days_left(expiring.expires_at, now=now)
            facts = Facts(at=now, until=expiring.expires_at, days=left)
            await tell(tx, world, Notice(occasion=Occasion.PASSWORD_EXPIRY, recipient=expiring.recipient, facts=facts), now=now)
            event = OwnerEvent(
                at=now,
                activity=Activity.WARN_OF_EXPIRY,
                data_set=DataSet.CONTACT,
                gate_id=expiring.recipient.gate_id,
                reason="password_expiry",
                actor=SYSTEM,
            )
            await note(tx, event)
    return sent
