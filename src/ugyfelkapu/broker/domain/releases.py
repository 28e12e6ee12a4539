"""What services learned of a person, as the person is told (`domain.md R15`): from the journal, which alone keeps it."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.broker.domain.consent import Consent
from ugyfelkapu.broker.domain.relying_party import ClientId, RelyingParty
from ugyfelkapu.identification import SubjectCode

SIGN_ON = "sign_on"
RELEASE = "release_identity"
REVERSE = "reverse_identification"
"""A service was told whether data it held were the person's."""

ACTED_FOR = "acted_for"
"""Somebody signed on for the person, by a mandate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Behalf:
    """Who acted for whom, seen from the person's own side."""

    was_done_for_subject: bool
    """Somebody acted for the person; otherwise the person acted for somebody."""
    other: SubjectCode
    """The other party of the mandate; empty for an organisation."""
    organisation: str
    """Its short name; empty for a mandate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """One set of data on one legal basis that a service got, and how often."""

    client_id: ClientId
    party: RelyingParty | None
    """`None`: the service is no longer known."""
    behalf: Behalf | None
    data_set: tuple[str, ...]
    legal_basis: str
    times: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One time that a service learned something."""

    at: datetime
    client_id: ClientId
    party: RelyingParty | None
    behalf: Behalf | None
    is_sign_on: bool
    data_set: tuple[str, ...]
    legal_basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenConsent:
    """A consent in force, and to whom."""

    client_id: ClientId
    party: RelyingParty | None
    consent: Consent

    @property
    def data_set(self) -> tuple[str, ...]:
        """Field by field."""
        return tuple(self.consent.data_set.split())
