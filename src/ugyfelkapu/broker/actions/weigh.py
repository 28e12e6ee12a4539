"""What stands between a request and its answer: nothing, an identification, or a consent."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ugyfelkapu.broker.domain.authorization import AuthorizationRequest
from ugyfelkapu.broker.domain.connection_code import ConnectionCode
from ugyfelkapu.broker.domain.consent import is_consent_missing, may_need_consent
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.domain.secret import SecretKind, digest_of
from ugyfelkapu.broker.domain.session import BrokerSession
from ugyfelkapu.broker.domain.sign_on import Demand, Standing, standing_of
from ugyfelkapu.broker.store import consents, sessions
from ugyfelkapu.foundation.database import Reader
from ugyfelkapu.identification import SubjectCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A request with the service that makes it, what it demands of a session, and whether the person said yes to it."""

    request: AuthorizationRequest
    party: RelyingParty
    demand: Demand
    is_consented: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """The session may answer now."""

    session: BrokerSession
    connection_code: ConnectionCode | None
    """What this body knows the person by; `None` at the first sign-on there."""


class Missing(StrEnum):
    """What the person must still do."""

    IDENTIFICATION = "identification"
    CONSENT = "consent"


async def weigh(reader: Reader, asked: Weighed, *, session_secret: str | None, now: datetime) -> Ready | Missing:
    """Whether this browser's session answers the request (`broker/domain/sign_on.py`, `broker/domain/consent.py`)."""
    digest = digest_of(SecretKind.SESSION, session_secret or "")
    held = await sessions.find_for_sector(reader, digest, sector=asked.party.sector) if digest else None
    if held is None or standing_of(held.session, asked.demand, heard_at=held.heard_at, now=now) is not Standing.GOOD:
        return Missing.IDENTIFICATION
    if may_need_consent(asked.request) and await _lacks_consent(reader, asked, held.session.subject_code):
        return Missing.CONSENT
    return Ready(session=held.session, connection_code=held.connection_code)


async def _lacks_consent(reader: Reader, asked: Weighed, subject_code: SubjectCode) -> bool:
    given = await consents.find(reader, subject_code, asked.party.client_id)
    return is_consent_missing(asked.request, given, legal_basis=asked.party.legal_basis or "", is_consented=asked.is_consented)
