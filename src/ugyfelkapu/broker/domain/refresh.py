"""Refresh tokens: each is used once, a replay ends them all (RFC 6749 section 6, RFC 9700 section 4.14)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from hmac import new as keyed

from ugyfelkapu.broker.domain.keys.confirmation import Confirmation
from ugyfelkapu.broker.domain.policy import BrokerPolicy
from ugyfelkapu.broker.domain.relying_party import ClientAuthentication, GrantType, RelyingParty, Scope
from ugyfelkapu.broker.domain.secret import SecretDigest, SecretKind, minted
from ugyfelkapu.broker.domain.session import WHOLE_LIMIT, BrokerSession, is_live
from ugyfelkapu.broker.domain.sign_on import SILENCE_LIMIT
from ugyfelkapu.broker.domain.token import Family, SignOn
from ugyfelkapu.identification import AssuranceLevel

SALT_BYTES = 32
RETRY_SECONDS = 10
"""So long after its use a token is answered as it was: the answer may have been lost on the way."""


class RefreshFault(StrEnum):
    """Why a refresh token brings nothing; for the journal, never for the client."""

    ENDED = "ended"
    """The family, its session or its time is over."""
    REPLAYED = "replayed"
    OTHER_KEY = "other_key"
    """Shown by somebody without the key it was given to."""
    GATE_SILENT = "gate_silent"
    """Nobody knows whether the person is suspended meanwhile; the token stays as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldToken:
    """A refresh token as kept, with the family it renews, and when the gate last spoke."""

    digest: SecretDigest
    salt: bytes
    used_at: datetime | None
    family: Family
    is_ended: bool
    heard_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What became of a token and of its successor; the successor's is `None` while it waits for its own use."""

    used_at: datetime | None
    successor_used_at: datetime | None


def is_refreshable(party: RelyingParty) -> bool:
    """Whether the service gets refresh tokens: by its registration alone (OpenID Connect Core section 11, decision 0027)."""
    return GrantType.REFRESH_TOKEN in party.grants


def sign_on_of(session: BrokerSession, level: AssuranceLevel, *, policy: BrokerPolicy, now: datetime) -> SignOn:
    """What a family that begins now keeps of its sign-on; it ends with the session's whole time at the latest."""
    policy_end = now + timedelta(hours=policy.refresh_family_hours)
    return SignOn(
        refresh_until=min(policy_end, session.identified_at + WHOLE_LIMIT),
        signed_on_at=session.identified_at,
        method=session.method,
        level=level,
    )


def successor_of(secret: str, salt: bytes) -> tuple[str, SecretDigest]:
    """The one token that follows, and its digest: the same for whoever brings this one; the salt alone tells nothing."""
    following = minted(SecretKind.REFRESH, keyed(secret.encode("ascii"), salt, sha256).digest())
    return following.secret, following.digest


def fault_of(held: HeldToken, party: RelyingParty, confirmation: Confirmation | None, *, now: datetime) -> RefreshFault | None:
    """The first rule the request breaks, if any; a replay counts before all, since somebody else has a copy."""
    family = held.family
    if held.used_at is not None and not is_retry(held.used_at, now=now):
        return RefreshFault.REPLAYED
    if held.is_ended or family.sign_on is None or now >= family.sign_on.refresh_until or not is_live(family.session, now=now):
        return RefreshFault.ENDED  # `security.md` 4: standing is checked at use
    if party.authentication is ClientAuthentication.NONE and confirmation != family.confirmation:
        return RefreshFault.OTHER_KEY  # RFC 9449 section 5: a public client's is bound to its key
    if max(held.heard_at, family.session.identified_at) + SILENCE_LIMIT <= now:
        return RefreshFault.GATE_SILENT
    return None


def is_retry(used_at: datetime, *, now: datetime) -> bool:
    """Whether a token used then may be asked for its answer once more."""
    return now < used_at + timedelta(seconds=RETRY_SECONDS)


def is_answered_again(usage: Usage, *, now: datetime) -> bool:
    """Whether a used token gets the same successor: within seconds, and while nobody used that one."""
    return usage.used_at is not None and usage.successor_used_at is None and is_retry(usage.used_at, now=now)


def narrowed(scopes: tuple[Scope, ...], asked: str | None) -> tuple[Scope, ...] | None:
    """The scopes of the new access token: those asked for; `None`: one of them was not granted (RFC 6749 section 6)."""
    if asked is None:
        return scopes
    wanted = set(asked.split())
    return tuple(scope for scope in scopes if scope in wanted) if wanted and wanted <= set(scopes) else None


def as_signed_on(family: Family, sign_on: SignOn) -> Family:
    """The family as an ID token tells of it: time and method are those of the sign-on (OpenID Connect Core section 12.2)."""
    return replace(family, session=replace(family.session, identified_at=sign_on.signed_on_at, method=sign_on.method))
