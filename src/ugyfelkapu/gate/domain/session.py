"""A person's stay at the gate: how long it lasts, how sure it is, which question it may answer (`domain.md R14`)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ugyfelkapu.identification import AssuranceLevel, IdentificationMethod

IDLE_MINUTES = 20
LIFETIME_HOURS = 12
FRESH_MINUTES = 10
"""How long after an identification its session may change the ways in."""

TOUCH_SECONDS = 60
"""A session seen within so many seconds is not written again: its end may come that much early, never late."""

_LEVELS = {
    IdentificationMethod.PASSWORD: AssuranceLevel.LOW,
    IdentificationMethod.PASSWORD_TOTP: AssuranceLevel.SUBSTANTIAL,
    IdentificationMethod.PASSWORD_PASSKEY: AssuranceLevel.SUBSTANTIAL,
    IdentificationMethod.PASSKEY: AssuranceLevel.SUBSTANTIAL,
    IdentificationMethod.PASSWORD_RECOVERY_CODE: AssuranceLevel.LOW,
    IdentificationMethod.PASSWORD_EMAIL_CODE: AssuranceLevel.LOW,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session as kept; `session_id` is its handle and no secret of a browser."""

    session_id: str
    gate_id: str
    method: IdentificationMethod
    level: AssuranceLevel
    identified_at: datetime
    last_seen_at: datetime


def ends_at(session: Session) -> datetime:
    """The first instant at which the session is over if nothing more is seen of it."""
    idle = session.last_seen_at + timedelta(minutes=IDLE_MINUTES)
    return min(idle, session.identified_at + timedelta(hours=LIFETIME_HOURS))


def is_live(session: Session, *, now: datetime) -> bool:
    """Whether the session holds at this instant."""
    return now < ends_at(session)


def should_touch(session: Session, *, now: datetime) -> bool:
    """Whether it is time to write down that the session is in use."""
    return now >= session.last_seen_at + timedelta(seconds=TOUCH_SECONDS)


def level_of(method: IdentificationMethod, *, registered: AssuranceLevel) -> AssuranceLevel:
    """The lower of how the person signed in and how they were registered (`domain.md R14`)."""
    return min(_LEVELS[method], registered, key=lambda level: level.rank)


def is_fresh(session: Session, *, second_factor: bool, now: datetime) -> bool:
    """Whether the person has just shown all that the gate asks for: what changes the ways in needs that (`security.md` 9).

    A mailed code never counts, since who reads the mail could then change everything; nor does a password alone once there is
    a second factor.
    """
    partial = session.method is IdentificationMethod.PASSWORD and second_factor
    mailed = session.method is IdentificationMethod.PASSWORD_EMAIL_CODE
    recent = now < session.identified_at + timedelta(minutes=FRESH_MINUTES)
    return is_live(session, now=now) and recent and not partial and not mailed


def may_answer(session: Session, *, level: AssuranceLevel, not_before: datetime | None, now: datetime) -> bool:
    """Whether this session answers the question without a new sign-in: live, sure enough and fresh enough."""
    fresh = not_before is None or session.identified_at >= not_before
    return is_live(session, now=now) and session.level.rank >= level.rank and fresh


def lacks_only_level(session: Session, *, level: AssuranceLevel, not_before: datetime | None, now: datetime) -> bool:
    """Whether the session would answer the question if only it were surer: then no password is asked again."""
    good = may_answer(session, level=AssuranceLevel.LOW, not_before=not_before, now=now)
    return good and session.level.rank < level.rank


def best_level(registered: AssuranceLevel) -> AssuranceLevel:
    """The highest level a gate can reach with any factor it might get, given how its person was registered."""
    return max((level_of(method, registered=registered) for method in _LEVELS), key=lambda level: level.rank)
