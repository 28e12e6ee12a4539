"""Look through the whole client register for what cannot be: after a crash, a restored backup, a repair by hand."""

from datetime import datetime, timedelta

from ugyfelkapu.foundation.database import Reader
from ugyfelkapu.foundation.invariants import CHORE_GRACE, Finding, findings
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.gate.domain.ending import deletable_since
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store.console_invariants import CONSOLE_INVARIANTS
from ugyfelkapu.gate.store.eid_invariants import EID_INVARIANTS
from ugyfelkapu.gate.store.fee_invariants import FEE_INVARIANTS
from ugyfelkapu.gate.store.home_invariants import HOME_INVARIANTS
from ugyfelkapu.gate.store.invariants import GATE_INVARIANTS
from ugyfelkapu.gate.store.office_invariants import OFFICE_INVARIANTS
from ugyfelkapu.gate.store.signature_invariants import SIGNATURE_INVARIANTS
from ugyfelkapu.gate.store.standing_invariants import STANDING_INVARIANTS

DELETED_WITHIN = timedelta(days=1)
"""The archive is gone through by the hour."""

SETTLED_WITHIN = timedelta(days=1)
"""A payment that opened nothing is given back, and the gateway is asked for that again and again."""


async def check_invariants(world: GateWorld) -> list[Finding]:
    """Every rule that does not hold; reads everything once, changes nothing."""
    return await broken_in(world.database.reader, now=world.clock.now())


async def broken_in(reader: Reader, *, now: datetime) -> list[Finding]:
    """The same of whatever this reader sees."""
    policy = await policy_at(reader, STANDING, now=now)
    values = {
        "code_since": now - timedelta(days=policy.activation_code_days),
        "abandoned_since": now - timedelta(minutes=policy.counter_case_minutes) - CHORE_GRACE,
        "unused_since": now - timedelta(hours=policy.payment_hours) - SETTLED_WITHIN,
        "unrefunded_since": now - SETTLED_WITHIN,
        "archived_until": deletable_since(now, policy=policy) - DELETED_WITHIN,
    }
    rules = (
        *(*GATE_INVARIANTS, *STANDING_INVARIANTS, *SIGNATURE_INVARIANTS, *EID_INVARIANTS, *FEE_INVARIANTS),
        *(*OFFICE_INVARIANTS, *HOME_INVARIANTS, *CONSOLE_INVARIANTS),
    )
    return await findings(reader, rules, now=now, values=dict(values))
