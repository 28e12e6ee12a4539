"""Tell a service whether an assertion or an ID token that it holds is of our making (decision 0039)."""

from dataclasses import dataclass
from datetime import timedelta

from ugyfelkapu.broker.actions.entries import check_entry
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import issued
from ugyfelkapu.foundation.journal import record
from ugyfelkapu.foundation.throttle import Lane, Wait, give_back, take

FREE_WRONG = 500
"""Of one service in a day; whoever finds more forged ones should no longer ask, but telephone."""
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=1)
LONGEST_NAME = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the service read in it."""

    entry_id: str | None
    """Of the journal, as its name says; `None`: the name is none of ours."""
    name: str
    """Of the person: `sub`, or `NameID`."""


async def check_issued(world: BrokerWorld, party: RelyingParty, held: Held) -> bool | Wait:
    """Whether it was issued to this service and about this person; what is another's is as unknown as what never was."""
    now = world.clock.now()
    lane = Lane(
        key=f"broker/issued/{party.client_id}/{now.date()}",
        free_tries=FREE_WRONG,
        first_wait=_FIRST_WAIT,
        longest_wait=_LONGEST_WAIT,
        forgotten_after=timedelta(days=2),
    )
    async with world.database.transaction() as tx:
        if isinstance(admitted := await take(tx, [lane], now=now), Wait):
            return admitted
        subject = await issued.signed_on(tx, party, held.entry_id) if held.entry_id else None
        meant = await issued.person_named(tx, party, held.name) if subject and len(held.name) <= LONGEST_NAME else None
        is_ours = subject is not None and subject == meant
        if is_ours:
            await give_back(tx, [lane])
        await record(tx, check_entry(party, subject or "", is_ours=is_ours, now=now))
    return is_ours
