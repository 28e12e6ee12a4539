"""Telling services that somebody signed out: until they confirm it, for a while (OpenID Connect Back-Channel Logout 1.0)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from ugyfelkapu.broker.domain.connection_code import ConnectionCode
from ugyfelkapu.broker.domain.relying_party import ClientId, RelyingParty
from ugyfelkapu.broker.domain.saml_service import Binding, logout_point
from ugyfelkapu.broker.domain.saml_sign_on import SamlName

SignOutId = NewType("SignOutId", str)
"""The end of one session, part of the address of the page that tells of it."""

NoticeId = NewType("NoticeId", str)
"""One service told of one end; also the `jti` of what it is told."""

WAITS = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
)
"""How long after each failure it is tried again; after the last one nobody tries any more."""

KEPT = timedelta(days=30)
"""How long an operator can see what came of it."""

PATIENCE = timedelta(seconds=10)
"""How long a page waits for services that do not answer."""


class NoticeOutcome(StrEnum):
    """What came of telling a service."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    GIVEN_UP = "given_up"
    """The dead letter: told often enough, never confirmed."""
    BY_BROWSER = "by_browser"
    """The person's browser tells it, and nobody learns what came of that (Front-Channel Logout 1.0)."""
    NOT_TOLD = "not_told"
    """The service registered no way to be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOn:
    """A service that was signed on in the session, and what it knows person and session by."""

    client_id: ClientId
    connection_code: ConnectionCode
    sid: str
    name: SamlName | None = None
    """What a SAML service calls the person; `None`: an OpenID Connect service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What one service is to be told, and how that went so far."""

    notice_id: NoticeId
    signed_on: SignedOn
    outcome: NoticeOutcome
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOut:
    """The end of a session, as a browser's page tells of it."""

    sign_out_id: SignOutId
    asked_by: ClientId | None
    destination: str | None
    """Where the service that asked wants the browser to go then, `state` and all."""
    ended_at: datetime


def first_outcome(party: RelyingParty, *, has_browser: bool) -> NoticeOutcome:
    """How a service is told: by its server, which can confirm it, before by the browser, which cannot."""
    if is_told_by_server(party):
        return NoticeOutcome.WAITING
    return NoticeOutcome.BY_BROWSER if has_browser and _is_told_by_browser(party) else NoticeOutcome.NOT_TOLD


def is_told_by_server(party: RelyingParty) -> bool:
    """Whether its server can be told (OpenID Connect Back-Channel Logout 1.0, SAML 2.0 Profiles section 4.4.3.2)."""
    if party.saml is not None:
        return logout_point(party.saml, Binding.SOAP) is not None
    return party.logout.back_channel_uri is not None


def _is_told_by_browser(party: RelyingParty) -> bool:
    if party.saml is not None:
        return logout_point(party.saml, Binding.REDIRECT, Binding.POST) is not None
    return party.logout.front_channel_uri is not None


def next_try(tries: int, *, now: datetime) -> datetime | None:
    """When a service that failed for the `tries`-th time is told again; `None`: never."""
    return now + WAITS[tries - 1] if tries <= len(WAITS) else None
