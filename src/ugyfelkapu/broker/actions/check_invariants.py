"""Look through all that the broker keeps for what cannot be: after a crash, a restored backup, a repair by hand."""

from datetime import datetime

from ugyfelkapu.broker.domain.session import IDLE_LIMIT, WHOLE_LIMIT
from ugyfelkapu.broker.domain.token import ACCESS_TOKEN_LIFETIME
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store.invariants import BROKER_INVARIANTS
from ugyfelkapu.foundation.database import Reader
from ugyfelkapu.foundation.invariants import CHORE_GRACE, Finding, findings

PURGE_PERIODS = 2
"""Tokens whose session went away while they were made are inert and go with the next clean-up."""


async def check_invariants(world: BrokerWorld) -> list[Finding]:
    """Every rule that does not hold; reads everything once, changes nothing."""
    return await broken_in(world.database.reader, now=world.clock.now())


async def broken_in(reader: Reader, *, now: datetime) -> list[Finding]:
    """The same of whatever this reader sees."""
    values = {
        "idle_since": now - IDLE_LIMIT - CHORE_GRACE,
        "identified_by": now - WHOLE_LIMIT - CHORE_GRACE,
        "latest_renewal": now + WHOLE_LIMIT,
        "artifacts_by": now - CHORE_GRACE,
        "orphaned_until": now + ACCESS_TOKEN_LIFETIME / PURGE_PERIODS,
    }
    return await findings(reader, BROKER_INVARIANTS, now=now, values=dict(values))
