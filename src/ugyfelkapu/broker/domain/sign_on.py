"""May this session answer this service now? One answer for every protocol (`ARCHITECTURE.md`, sign-on)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ugyfelkapu.broker.domain.authorization import AuthorizationRequest, PendingRequest, Prompt
from ugyfelkapu.broker.domain.session import BrokerSession, is_live
from ugyfelkapu.identification import AssuranceLevel

SILENCE_LIMIT = timedelta(minutes=2)
"""A session whose gate was not heard of for longer is not trusted: the person may be suspended meanwhile."""

CLOCK_LEEWAY = timedelta(seconds=10)
"""How far the clocks of two hosts may be apart (`protocols.md`, lifetimes)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What a request asks of a session."""

    level: AssuranceLevel
    not_before: datetime | None
    """The person must have signed in at or after this instant."""

    is_renewal_due: bool
    """No session answers, however young: the person must sign in for this request."""


class Standing(StrEnum):
    """What is missing for an answer, the gravest first."""

    NO_SESSION = "no_session"
    GATE_SILENT = "gate_silent"
    NOT_FRESH = "not_fresh"
    LEVEL_TOO_LOW = "level_too_low"
    GOOD = "good"


def demand_of(request: AuthorizationRequest, *, asked_at: datetime, is_level_waived: bool = False) -> Demand:
    """The demand of a request made at `asked_at`; a choice of account is a new sign-in, since a browser holds one person.

    Where nobody may be asked, the least of the asked levels has to do, as after the gate said that the first is out of reach.
    """
    may_be_least = is_level_waived or Prompt.NONE in request.prompts
    level = request.level_wish.least if may_be_least else request.level_wish.first
    if Prompt.LOGIN in request.prompts or Prompt.SELECT_ACCOUNT in request.prompts:
        return Demand(level=level, not_before=asked_at, is_renewal_due=True)
    if request.max_age_seconds is not None:  # OpenID Connect Core section 3.1.2.1
        not_before = asked_at - timedelta(seconds=request.max_age_seconds)
        return Demand(level=level, not_before=not_before, is_renewal_due=False)
    return Demand(level=level, not_before=None, is_renewal_due=False)


def demand_of_pending(pending: PendingRequest) -> Demand:
    """The demand of a waiting request: time spent waiting makes nobody's sign-in stale.

    What the gate was asked still holds once it answered, since the browser may carry another session by then (`security.md` 1).
    """
    demand = question_of(pending)
    if pending.identified_at is None:
        return demand
    not_before = None if demand.not_before is None else demand.not_before - CLOCK_LEEWAY
    return Demand(level=demand.level, not_before=not_before, is_renewal_due=False)


def question_of(pending: PendingRequest) -> Demand:
    """What the gate is asked for a waiting request, the first time and again."""
    return demand_of(pending.request, asked_at=pending.created_at, is_level_waived=pending.is_level_waived)


def is_fresh(identified_at: datetime, demand: Demand) -> bool:
    """Whether the gate kept to what it was asked; the two hosts' clocks may differ a little."""
    return demand.not_before is None or identified_at + CLOCK_LEEWAY >= demand.not_before


def standing_of(session: BrokerSession | None, demand: Demand, *, heard_at: datetime, now: datetime) -> Standing:
    """Whether the session answers the demand, else what is missing; `heard_at`: when the gate last spoke."""
    if session is None or not is_live(session, now=now):
        return Standing.NO_SESSION
    if max(heard_at, session.identified_at) + SILENCE_LIMIT <= now:
        return Standing.GATE_SILENT
    if demand.is_renewal_due or (demand.not_before is not None and session.identified_at < demand.not_before):
        return Standing.NOT_FRESH
    if session.level.rank < demand.level.rank:
        return Standing.LEVEL_TOO_LOW
    return Standing.GOOD
