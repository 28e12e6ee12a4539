"""What the policy of the day asks of a password, for the page that has to say it (`domain.md R7`)."""

from dataclasses import dataclass

from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.ports import GateWorld

OFFERED_DAYS = (730, 365, 180, 90, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordRules:
    """The fewest characters, without and with a second factor, and how long a password may live."""

    least: int
    least_with_factor: int
    validity_days: tuple[int, ...]
    """What the page offers, the longest first."""


async def password_rules(world: GateWorld) -> PasswordRules:
    """The rules in force now."""
    policy = await policy_at(world.database.reader, STANDING, now=world.clock.now())
    longest = policy.password_validity_days
    return PasswordRules(
        least=policy.password_least_characters,
        least_with_factor=policy.password_least_characters_with_second_factor,
        validity_days=(longest, *(days for days in OFFERED_DAYS if days < longest)),
    )
