"""The broker's dated policy: what law or the operator may change from a day on, with today's values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerPolicy:
    """Values in force at some instant; none of them was found in a source, so each is a decision."""

    mandate_longest_days: int = 730
    """As long as a password (`domain.md R7`): who still wants it gives it again (decision 0021)."""
    mandate_offer_days: int = 5
    """As long as any code that is handed over (`domain.md R5`)."""

    refresh_family_hours: int = 12
    """How long a service may renew its tokens at most, while the person's session lives (decision 0027)."""


STANDING = BrokerPolicy()
"""The values as the code carries them; the policy table overrides them by date."""
