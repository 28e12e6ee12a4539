"""The only door between the wings: what the broker asks, what the gate answers, why it refuses.

The broker asks *identify somebody at least at this level* and never says which service wants to know; the gate answers
with a subject code made for the broker alone (`domain.md R14`, the blind register of Dáptv. 46. § (8)). In one process the
door is a function call; between two hosts the same contract would be spoken over authenticated HTTP.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType, Protocol

SubjectCode = NewType("SubjectCode", str)
"""The person as the broker knows them: random, made for the broker, the same each time."""

IdentificationId = NewType("IdentificationId", str)
"""One question through the door; opaque to both sides of it."""

SessionHandle = NewType("SessionHandle", str)
"""The gate's session behind an answer, as the broker may name it; never for a browser."""

RepresentationId = NewType("RepresentationId", str)
"""One person's right to act for one organisation; opaque to the broker."""

Ticket = NewType("Ticket", str)
"""A one-time proof, carried by the browser, that the question was answered."""


class AssuranceLevel(StrEnum):
    """How sure the answer is (eIDAS 2015/1502; `domain.md R14`)."""

    LOW = "low"
    SUBSTANTIAL = "substantial"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """A number to compare levels by; higher is surer."""
        return list(AssuranceLevel).index(self)


class IdentificationMethod(StrEnum):
    """By what the person was identified, as the standards spell it (RFC 8176 values follow from it)."""

    PASSWORD = "password"  # noqa: S105 - the name of a method, no secret
    PASSWORD_TOTP = "password_totp"  # noqa: S105 - the name of a method, no secret
    PASSWORD_PASSKEY = "password_passkey"  # noqa: S105 - the name of a method, no secret
    PASSKEY = "passkey"
    PASSWORD_RECOVERY_CODE = "password_recovery_code"  # noqa: S105 - the name of a method, no secret
    PASSWORD_EMAIL_CODE = "password_email_code"  # noqa: S105 - the name of a method, no secret


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentificationRequest:
    """What the broker asks: a level, how fresh, the language of the pages, where the browser returns."""

    level: AssuranceLevel
    not_before: datetime | None
    """The person must have signed in at or after this instant; `None`: a running session will do."""
    language: str
    return_url: str
    """The broker's own address, whose query the gate extends by `ticket=` or `refused=`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Where the browser goes to be identified, and the question's name for the redemption."""

    identification_id: IdentificationId
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """The answer: who (for the broker), how sure, how and when, and what every service may learn (`domain.md R14`)."""

    subject_code: SubjectCode
    session_handle: SessionHandle
    level: AssuranceLevel
    method: IdentificationMethod
    identified_at: datetime
    family_name: str
    given_name: str
    email: str
    as_of: int
    """The newest standing change that the answer already takes into account; a later one may concern it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityData:
    """Identity data for a body with a legal basis and the person's consent (`domain.md R14`); kept nowhere by the broker."""

    birth_family_name: str
    birth_given_name: str
    mothers_birth_family_name: str
    mothers_birth_given_name: str
    birth_place: str
    birth_date: date
    citizenship: str
    """ISO 3166-1 alpha-3."""


class DataUse(StrEnum):
    """What identity data are fetched for; the gate writes it down, and still never hears for whom."""

    SHOW_FOR_CONSENT = "show_for_consent"
    """The owner is shown the values before they decide."""
    RELEASE = "release"
    """They go out, with the owner's consent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownName:
    """A person's name as the register spells it."""

    family_name: str
    given_name: str


class NameUse(StrEnum):
    """What a name of somebody who is not signed in is asked for; the gate writes it down, and still never hears for whom."""

    SHOW = "show"
    """The other party of a mandate sees it."""
    RELEASE = "release"
    """A service is told on whose behalf somebody acts."""


class MandateNews(StrEnum):
    """What happened to a mandate between people; told by mail, without the services it is for."""

    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    """By the other party."""
    ENDED_BY_OWNER = "ended_by_owner"
    """By the reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Something to tell a person by mail; the reference keeps it from being told twice."""

    reference: str
    subject_code: SubjectCode
    what: MandateNews


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """For which organisation a person may act, and in what (`domain.md R13`)."""

    representation_id: RepresentationId
    short_name: str
    krid: str
    name: str
    scope: tuple[str, ...]
    """Areas of administration, from a closed list; never services."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedName:
    """A name as a body holds it; a part it does not have is empty."""

    family_name: str
    given_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedIdentity:
    """Natural identity data as a body holds them (4T); compared by the gate, and kept by nobody."""

    current_name: ClaimedName
    birth_name: ClaimedName
    mothers_birth_name: ClaimedName
    birth_place: str
    birth_date: date


class Comparison(StrEnum):
    """All that a body is told of data it holds (`domain.md R14`)."""

    MATCH = "match"
    NO_MATCH = "no_match"


class Refusal(StrEnum):
    """Why the gate does not answer."""

    UNKNOWN_TICKET = "unknown_ticket"
    CANCELLED = "cancelled"
    LEVEL_NOT_REACHED = "level_not_reached"
    SESSION_ENDED = "session_ended"


class StandingEvent(StrEnum):
    """What the gate tells the broker of a person it identified."""

    SESSION_ENDED = "session_ended"
    CREDENTIALS_RESET = "credentials_reset"
    GATE_SUSPENDED = "gate_suspended"
    GATE_ENDED = "gate_ended"
    DATA_CHANGED = "data_changed"
    """Name or e-mail changed: what was told before is out of date, and the person is asked for anew."""
    REPRESENTATION_ENDED = "representation_ended"
    """The person may no longer act for an organisation; their own sessions go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingChange:
    """One change, numbered in the order it happened; without a handle it concerns every session of the subject.

    What happens to one of several gates of a person is told with the handle of each session it ended (`domain.md R11`).
    """

    number: int
    event: StandingEvent
    subject_code: SubjectCode
    session_handle: SessionHandle | None
    changed_at: datetime


class Identification(Protocol):
    """An identification method as the broker sees it; the gate is the first."""

    async def ask(self, request: IdentificationRequest) -> Asked:
        """Put a question; it is open for an hour."""

    async def redeem(self, identification_id: IdentificationId, ticket: Ticket) -> Identified | Refusal:
        """Trade the browser's ticket for the answer, once, and only for the question it answers."""

    async def identity_data(self, session_handle: SessionHandle, use: DataUse) -> IdentityData | Refusal:
        """Identity data of the person in a live session; leaves an entry in the gate's journal."""

    async def compare_identity(self, session_handle: SessionHandle, claimed: ClaimedIdentity) -> Comparison | Refusal:
        """Whether the data are those of the person in a live session; leaves an entry in the gate's journal."""

    async def keep_alive(self, session_handle: SessionHandle) -> None:
        """The session was used at the broker: put off its idle end, never its absolute one, and revive nothing."""

    async def end(self, session_handle: SessionHandle) -> None:
        """End the gate's session: the person signed out at a service or at the broker."""

    async def changes_after(self, number: int, *, limit: int) -> list[StandingChange]:
        """The changes numbered above `number`, oldest first, at most `limit`."""

    async def names_of(self, subject_codes: Iterable[SubjectCode], use: NameUse) -> Mapping[SubjectCode, KnownName]:
        """Names of people with a gate in use, at most `MOST_NAMES`; who has none is left out. Leaves an entry for each."""

    async def pass_on(self, news: News) -> None:
        """Mail it to every gate in use of the person, once for each reference."""

    async def representations(self, session_handle: SessionHandle) -> tuple[Representation, ...]:
        """The organisations for which the person in a live session may act now."""


MOST_NAMES = 200
"""How many names are told at once."""
