"""What a service asks, the request that waits for the person, and the code that answers it (RFC 6749 section 4.1, RFC 7636)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest
from typing import NewType

from ugyfelkapu.broker.domain.acting import Chosen, OnBehalf
from ugyfelkapu.broker.domain.answer import ReplyTo
from ugyfelkapu.broker.domain.asked_claims import NO_CLAIMS, AskedClaims
from ugyfelkapu.broker.domain.assurance import LevelWish
from ugyfelkapu.broker.domain.connection_code import ConnectionCode
from ugyfelkapu.broker.domain.keys.confirmation import Confirmation, ConfirmationMethod
from ugyfelkapu.broker.domain.relying_party import ClientId, Scope
from ugyfelkapu.broker.domain.response_mode import ResponseMode
from ugyfelkapu.broker.domain.saml_ask import SamlAsk
from ugyfelkapu.broker.domain.secret import SecretDigest, text_of
from ugyfelkapu.broker.domain.session import SessionId
from ugyfelkapu.identification import AssuranceLevel, IdentificationId

PendingId = NewType("PendingId", str)
"""A waiting request's name, part of its page's address."""

FamilyId = NewType("FamilyId", str)
"""Everything that grew from one code; a replay ends it whole (RFC 9700 section 2.1.1)."""

DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
"""In place of a redirect address: the answer waits for a device to fetch it (RFC 8628)."""

CODE_LIFETIME = timedelta(seconds=60)
PENDING_LIFETIME = timedelta(hours=1)
PUSHED_LIFETIME = timedelta(seconds=60)


class Prompt(StrEnum):
    """What the service wants the person to do again (OpenID Connect Core section 3.1.2.1)."""

    NONE = "none"
    LOGIN = "login"
    CONSENT = "consent"
    SELECT_ACCOUNT = "select_account"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRequest:
    """A checked request; nothing in it changes any more (`security.md` 1)."""

    client_id: ClientId
    redirect_uri: str
    state: str | None
    nonce: str | None
    code_challenge: str | None
    """`None`: the client's profile lets it do without, and it did (RFC 7636)."""
    scopes: tuple[Scope, ...]
    prompts: tuple[Prompt, ...]
    max_age_seconds: int | None
    level_wish: LevelWish
    language: str | None
    response_mode: ResponseMode = ResponseMode.QUERY
    dpop_jkt: str | None = None
    """The thumbprint of the key that must redeem the code (RFC 9449 section 10)."""
    hinted: ConnectionCode | None = None
    """Who must be signed in, by `id_token_hint` or as the claim `sub`; `None`: anybody."""
    claims: AskedClaims = NO_CLAIMS
    saml: SamlAsk | None = None
    """`None`: asked through OpenID Connect."""
    pushed: str | None = None
    """The digest, in hexadecimal, of the name it was pushed under; used up with the answer. `None`: it was not pushed."""

    @property
    def is_for_device(self) -> bool:
        """Whether no browser takes the answer along."""
        return self.redirect_uri == DEVICE

    @property
    def reply_to(self) -> ReplyTo:
        """Where its answer goes."""
        return ReplyTo(client_id=self.client_id, redirect_uri=self.redirect_uri, state=self.state, mode=self.response_mode)


def asked_anew(request: AuthorizationRequest) -> AuthorizationRequest:
    """The request as it waits where somebody else is signed in than the service means: with a new sign-in."""
    return request if Prompt.LOGIN in request.prompts else replace(request, prompts=(*request.prompts, Prompt.LOGIN))


class RequestRefusal(StrEnum):
    """Why a waiting request ends without an answer."""

    TURNED_BACK = "turned_back"
    """The person did not sign in or did not consent."""
    LEVEL_NOT_REACHED = "level_not_reached"
    """None of the asked levels can be reached."""
    OTHER_PERSON = "other_person"
    """Somebody signed in, but not the one whom the service means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingRequest:
    """A request waiting for the person in one browser, and what happened to it so far."""

    pending_id: PendingId
    request: AuthorizationRequest
    created_at: datetime
    identification_id: IdentificationId | None
    identification_url: str | None
    is_level_waived: bool
    """The gate said that this person cannot reach the first of the asked levels: the least of them will do."""
    identified_at: datetime | None
    consented_at: datetime | None
    refused_at: datetime | None
    refusal: RequestRefusal | None
    """Why; `None` beside an instant: the person turned back."""
    answered_at: datetime | None
    chosen: Chosen | None
    """On whose behalf; `None`: not chosen yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationCode:
    """A code as kept: its digest, never the code itself."""

    digest: SecretDigest
    client_id: ClientId
    redirect_uri: str
    code_challenge: str | None
    nonce: str | None
    scopes: tuple[Scope, ...]
    connection_code: ConnectionCode
    session_id: SessionId
    family_id: FamilyId
    told_level: AssuranceLevel | None
    """What `acr` says where the service named its values; `None`: the level of the session."""
    behalf: OnBehalf | None
    """`None`: the person acts for themselves."""
    expires_at: datetime
    dpop_jkt: str | None = None
    """The thumbprint of the key that must redeem it (RFC 9449 section 10)."""
    claims: AskedClaims = NO_CLAIMS


class CodeFault(StrEnum):
    """Why a code may not be redeemed; for the journal, never for the client."""

    EXPIRED = "expired"
    OTHER_REDIRECT = "other_redirect"
    BAD_VERIFIER = "bad_verifier"
    REPLAYED = "replayed"
    SESSION_ENDED = "session_ended"
    OTHER_KEY = "other_key"
    """Not proven with the key it was asked for (RFC 9449 section 10)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redemption:
    """What a service brings to redeem a code, and when."""

    redirect_uri: str
    code_verifier: str | None
    confirmation: Confirmation | None
    now: datetime


def fault_of(code: AuthorizationCode, redemption: Redemption) -> CodeFault | None:
    """The first rule the redemption breaks, if any."""
    if redemption.now >= code.expires_at:
        return CodeFault.EXPIRED  # RFC 6749 section 4.1.2: short-lived
    if redemption.redirect_uri != code.redirect_uri:
        return CodeFault.OTHER_REDIRECT  # RFC 6749 section 4.1.3
    if not _answers(redemption.code_verifier, code.code_challenge):
        return CodeFault.BAD_VERIFIER
    if not _is_key_of(redemption.confirmation, code.dpop_jkt):
        return CodeFault.OTHER_KEY
    return None


def _is_key_of(confirmation: Confirmation | None, dpop_jkt: str | None) -> bool:
    """RFC 9449 section 10: a code asked for with a key is redeemed with that key."""
    return dpop_jkt is None or confirmation == Confirmation(method=ConfirmationMethod.DPOP, thumbprint=dpop_jkt)


def _answers(code_verifier: str | None, code_challenge: str | None) -> bool:
    """RFC 7636 section 4.6; a verifier where nothing was challenged is a downgrade (RFC 9700 section 4.8.2)."""
    if code_verifier is None or code_challenge is None:
        return code_verifier is code_challenge
    return compare_digest(code_challenge, s256(code_verifier))


def s256(code_verifier: str) -> str:
    """The challenge a verifier answers to (RFC 7636 section 4.2)."""
    return text_of(sha256(code_verifier.encode("ascii", "replace")).digest())
