"""A suspended gate: by whom, why, from when on things are doubtful, and who gets back in alone (`domain.md R12`)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ugyfelkapu.gate.domain.doer import DoerKind

LONGEST_REASON = 300

DOUBTFUL_DAYS_BEFORE_NOTICE = 7
"""Decision: for so long before the notice a stranger may have been in; what was enrolled since may be theirs."""


class SuspensionCause(StrEnum):
    """Why a gate was suspended; each has its own sentence."""

    LOST_DEVICE = "lost_device"
    STRANGER = "stranger"
    """The owner says that somebody else was here."""
    NOT_ME = "not_me"
    """The owner used the link in a notice mail."""
    ASKED_IN_PERSON = "asked_in_person"
    OPERATORS_REASON = "operators_reason"


class DoubtfulSince(StrEnum):
    """From when on the owner trusts nothing; what they choose when somebody else was here."""

    TODAY = "today"
    THIS_WEEK = "this_week"
    THIS_MONTH = "this_month"
    UNKNOWN = "unknown"


_DAYS = {DoubtfulSince.TODAY: 1, DoubtfulSince.THIS_WEEK: 7, DoubtfulSince.THIS_MONTH: 31, DoubtfulSince.UNKNOWN: 36525}


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """As kept while it lasts."""

    suspended_at: datetime
    suspended_by: DoerKind
    cause: SuspensionCause
    reason: str
    """The operator's words; empty for the others."""
    doubtful_from: datetime
    """What was enrolled at this instant or later may be a stranger's; it was removed."""


def doubtful_from(since: DoubtfulSince, *, now: datetime) -> datetime:
    """The instant behind the owner's answer; one who does not know doubts everything."""
    return now - timedelta(days=_DAYS[since])


def doubtful_before_notice(noticed_at: datetime) -> datetime:
    """The same for an owner who answers a notice and was asked nothing."""
    return noticed_at - timedelta(days=DOUBTFUL_DAYS_BEFORE_NOTICE)


def may_lift_alone(suspension: Suspension, *, strong_factors: int) -> bool:
    """Whether the owner can get back without a counter: with a strong factor, lost and doubtful ones being gone already.

    What the operator suspended is lifted in person alone (decision).
    """
    return suspension.suspended_by is not DoerKind.OPERATOR and strong_factors > 0
