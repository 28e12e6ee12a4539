"""How long a clerk stays signed in: people leave counters, so an idle session ends soon."""

from dataclasses import dataclass
from datetime import datetime, timedelta

CLERK_IDLE_MINUTES = 15
CLERK_SESSION_HOURS = 12
"""One working day at most, however busy."""

SECOND_FACTOR_MINUTES = 5
"""From the password to the code."""

SEEN_EVERY_SECONDS = 30
"""Use is noted no more often than this, so that a session may end this much early, never late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClerkSessionTimes:
    """The instants by which a session is judged at `now`."""

    idle_since: datetime
    """Last used at or before this: over."""
    signed_in_until: datetime
    """The end of a session that begins now."""
    code_until: datetime
    """The end of the wait for a code that begins now."""


def times_at(now: datetime) -> ClerkSessionTimes:
    """The limits as they stand now."""
    return ClerkSessionTimes(
        idle_since=now - timedelta(minutes=CLERK_IDLE_MINUTES),
        signed_in_until=now + timedelta(hours=CLERK_SESSION_HOURS),
        code_until=now + timedelta(minutes=SECOND_FACTOR_MINUTES),
    )


def should_note_use(seen_at: datetime, *, now: datetime) -> bool:
    """Whether enough time has passed to write down that the session was used."""
    return now - seen_at >= timedelta(seconds=SEEN_EVERY_SECONDS)
