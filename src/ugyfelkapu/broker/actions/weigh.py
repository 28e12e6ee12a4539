"""What stands between a request and its answer: nothing, an identification, or a consent."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from ugyfelkapu.broker.domain.acting import MYSELF, Acting, Chosen, OnBehalf
from ugyfelkapu.broker.domain.authorization import AuthorizationRequest, PendingId, Prompt
from ugyfelkapu.broker.domain.connection_code import ConnectionCode
from ugyfelkapu.broker.domain.consent import is_consent_missing, may_need_consent
from ugyfelkapu.broker.domain.relying_party import RelyingParty, Scope
from ugyfelkapu.broker.domain.secret import SecretKind, digest_of
from ugyfelkapu.broker.domain.session import BrokerSession
from ugyfelkapu.broker.domain.sign_on import Demand, Standing, standing_of
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import acting_choices, consents, sessions
from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.identification import Representation, SubjectCode

Answer_co = TypeVar("Answer_co", covariant=True)
"""What a room makes its answer of: a code, an assertion's values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A request with the service that makes it, what it demands of a session, and whether the person said yes to it."""

    request: AuthorizationRequest
    party: RelyingParty
    demand: Demand
    is_consented: bool
    chosen: Chosen | None
    """On whose behalf, as said for this very request."""
    pending_id: PendingId | None = None
    """`None`: it did not have to wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """The session may answer now."""

    session: BrokerSession
    connection_code: ConnectionCode | None
    """What this body knows the person by; `None` at the first sign-on there."""
    acting: Acting
    organisation: Representation | None = None
    """Which organisation the choice means, once the gate was asked (`principals.py`)."""
    behalf: OnBehalf | None = None
    """What the answer carries of the choice, once it was taken up (`principals.py`)."""
    grantor: SubjectCode | None = None
    """Whose mandate was taken up."""


@dataclass(frozen=True, slots=True)
class AnsweredBefore:
    """The request was answered already, and none is answered twice (RFC 9126 section 4, SAML 2.0 Profiles section 4.1.4.5)."""


class Issue(Protocol[Answer_co]):
    """How a protocol answers once nothing is missing, in the transaction in which that was found."""

    async def __call__(
        self, tx: Transaction, world: BrokerWorld, asked: Weighed, /, *, ready: Ready, now: datetime
    ) -> Answer_co:
        """What the room makes its answer of."""


class Missing(StrEnum):
    """What the person must still do."""

    IDENTIFICATION = "identification"
    PRINCIPAL = "principal"
    """To say on whose behalf."""
    OTHER_PERSON = "other_person"
    """To sign in as the one whom the service means: somebody else is."""
    OTHER_METHOD = "other_method"
    """To sign in by a method that the service accepts."""
    CONSENT = "consent"


async def weigh(reader: Reader, asked: Weighed, *, session_secret: str | None, now: datetime) -> Ready | Missing:
    """Whether this browser's session answers the request (`broker/domain/sign_on.py`, `broker/domain/consent.py`)."""
    digest = digest_of(SecretKind.SESSION, session_secret or "")
    held = await sessions.find_for_sector(reader, digest, sector=asked.party.sector) if digest else None
    if held is None or standing_of(held.session, asked.demand, heard_at=held.heard_at, now=now) is not Standing.GOOD:
        return Missing.IDENTIFICATION
    if asked.request.hinted not in (None, held.connection_code):
        return Missing.OTHER_PERSON  # OpenID Connect Core section 3.1.2.1, `id_token_hint`
    if not asked.request.level_wish.is_open_to(held.session.level, held.session.method):
        return Missing.OTHER_METHOD  # SAML 2.0 Core section 3.3.2.2.1
    acting = await _acting(reader, asked, held.session)
    if acting is None:
        return Missing.PRINCIPAL
    if may_need_consent(asked.request) and await _lacks_consent(reader, asked, held.session.subject_code):
        return Missing.CONSENT
    return Ready(session=held.session, connection_code=held.connection_code, acting=acting)


async def _acting(reader: Reader, asked: Weighed, session: BrokerSession) -> Acting | None:
    """The choice that counts: said for this request in this session, or, where nobody may be asked, the last one there."""
    if Scope.REPRESENTATION not in asked.request.scopes:
        return MYSELF
    if asked.chosen is not None:
        return asked.chosen.acting if asked.chosen.session_id == session.session_id else None
    if Prompt.NONE in asked.request.prompts:
        return await acting_choices.find(reader, session.session_id, asked.party.client_id)
    return None


async def _lacks_consent(reader: Reader, asked: Weighed, subject_code: SubjectCode) -> bool:
    given = await consents.find(reader, subject_code, asked.party.client_id)
    return is_consent_missing(asked.request, given, legal_basis=asked.party.legal_basis or "", is_consented=asked.is_consented)
