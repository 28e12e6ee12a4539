"""The broker's session: one sign-in, many services; it holds a name only while it lives (`domain.md R14`)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NewType

from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.broker.domain.secret import text_of
from ugyfelkapu.identification import AssuranceLevel, IdentificationMethod, SessionHandle, SubjectCode

SessionId = NewType("SessionId", str)
"""The session's name inside the broker; never sent to anybody."""

SESSION_COOKIE = "broker_session"
"""The cookie that carries a session's secret."""

IDLE_LIMIT = timedelta(minutes=20)
WHOLE_LIMIT = timedelta(hours=12)
TOUCH_AFTER = timedelta(seconds=30)
"""Use is noted at most this often, so that a burst of sign-ons writes once; a session may idle out this much early."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerSession:
    """A person in a browser, as identified through the door."""

    session_id: SessionId
    subject_code: SubjectCode
    session_handle: SessionHandle
    level: AssuranceLevel
    method: IdentificationMethod
    identified_at: datetime
    last_used_at: datetime
    family_name: str
    given_name: str
    email: str


def is_live(session: BrokerSession, *, now: datetime) -> bool:
    """Whether the session is neither idle for 20 minutes nor 12 hours old (`protocols.md`, lifetimes)."""
    return now < session.last_used_at + IDLE_LIMIT and now < session.identified_at + WHOLE_LIMIT


def is_touch_due(session: BrokerSession, *, now: datetime) -> bool:
    """Whether this use is worth writing down."""
    return now >= session.last_used_at + TOUCH_AFTER


def sid_of(session_id: SessionId, client_id: ClientId) -> str:
    """The session as one service may know it (OpenID Connect Front-Channel Logout section 3).

    Another for each service: a shared one would link a person between bodies (`domain.md R14`).
    """
    return text_of(sha256(f"{session_id} {client_id}".encode()).digest()[:16])
