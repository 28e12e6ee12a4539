"""How sure a sign-in is: what was shown, how the person was registered, how old the copy of their data is (R10, R14)."""

from datetime import datetime

from ugyfelkapu.foundation.database import Reader
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.gate.domain.policy import STANDING, GatePolicy
from ugyfelkapu.gate.domain.register_copy import CopyAge, copy_age
from ugyfelkapu.gate.domain.session import level_of
from ugyfelkapu.gate.domain.sign_in import Account
from ugyfelkapu.identification import AssuranceLevel, IdentificationMethod


async def level_reached(reader: Reader, account: Account, method: IdentificationMethod, *, now: datetime) -> AssuranceLevel:
    """The level by the policy of the day, for a session that is raised."""
    return level_by(await policy_at(reader, STANDING, now=now), account, method, now=now)


def level_by(policy: GatePolicy, account: Account, method: IdentificationMethod, *, now: datetime) -> AssuranceLevel:
    """What the method reaches, never more than the registration; low while the copy is too old to be sure of anything."""
    if copy_age(account.taken_over_at, policy=policy, now=now) is CopyAge.TOO_OLD:
        return AssuranceLevel.LOW
    return level_of(method, registered=account.registered_level)
