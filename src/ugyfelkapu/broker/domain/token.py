"""What tokens say (OpenID Connect Core section 2, RFC 9068 section 2.2)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from ugyfelkapu.broker.domain.acting import OnBehalf
from ugyfelkapu.broker.domain.asked_claims import NO_CLAIMS, AskedClaims
from ugyfelkapu.broker.domain.assurance import acr_of, amr_of
from ugyfelkapu.broker.domain.authorization import FamilyId
from ugyfelkapu.broker.domain.connection_code import ConnectionCode
from ugyfelkapu.broker.domain.keys.confirmation import Confirmation, cnf_of
from ugyfelkapu.broker.domain.release import Claim, person_claims
from ugyfelkapu.broker.domain.relying_party import ClientId, Scope
from ugyfelkapu.broker.domain.secret import text_of
from ugyfelkapu.broker.domain.session import BrokerSession, sid_of
from ugyfelkapu.identification import AssuranceLevel, IdentificationMethod

ID_TOKEN_LIFETIME = timedelta(minutes=5)
ACCESS_TOKEN_LIFETIME = timedelta(minutes=5)
ACCESS_TOKEN_TYPE = "at+jwt"  # noqa: S105 - a media type (RFC 9068 section 2.1), no secret


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOn:
    """How the person signed in when a family began that may be renewed: told ever after (OpenID Connect Core section 12.2)."""

    refresh_until: datetime
    """No renewal from this instant on, whatever happens."""
    signed_on_at: datetime
    method: IdentificationMethod
    level: AssuranceLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A grant that lives until it ends or its last token expires: one person, one service, one session."""

    family_id: FamilyId
    client_id: ClientId
    connection_code: ConnectionCode
    scopes: tuple[Scope, ...]
    session: BrokerSession
    behalf: OnBehalf | None
    """`None`: the person acts for themselves."""
    confirmation: Confirmation | None = None
    """Who may use its access tokens; `None`: whoever bears them."""
    claims: AskedClaims = NO_CLAIMS
    sign_on: SignOn | None = None
    """`None`: nothing of it can be renewed."""


MARK = "."
"""Between a family's name and the mark of one token in `jti`; no name has it."""


def access_token_claims(family: Family, *, issuer: str, now: datetime, mark: str = "") -> dict[str, object]:
    """An access token for the broker's own userinfo; `jti` names the family, which is looked up at each use.

    Behind it stands a mark, which makes the `jti` of every later token of the family another one (RFC 7519 section 4.1.7).
    """
    issued_at = int(now.timestamp())
    return {
        "iss": issuer,
        "aud": issuer,
        "sub": family.connection_code,
        "client_id": family.client_id,
        "iat": issued_at,
        "exp": issued_at + int(ACCESS_TOKEN_LIFETIME.total_seconds()),
        "jti": f"{family.family_id}{MARK}{mark}" if mark else family.family_id,
        "scope": " ".join(family.scopes),
        **cnf_of(family.confirmation),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenUse:
    """What an access token says of its use: in which family, by which service, for what."""

    family_id: FamilyId
    client_id: ClientId
    scopes: Collection[str]


def named_family(jti: str) -> FamilyId:
    """Which family an access token with this `jti` belongs to."""
    return FamilyId(jti.partition(MARK)[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an ID token says beyond the family: which request it answers, how surely, and beside which access token."""

    access_token: str
    nonce: str | None
    level: AssuranceLevel
    """The level reached, or the one of those the service insists on that it covers (`domain.md R14`)."""
    acting: Mapping[str, Claim]
    """On whose behalf, in a claim of its own; empty for oneself."""


def id_token_claims(family: Family, answer: Answer, *, issuer: str, now: datetime) -> dict[str, object]:
    """Who signed in, how surely and when; `jti` begins with the family, by which the journal knows it (`domain/issued.py`)."""
    issued_at = int(now.timestamp())
    claims: dict[str, object] = {
        "iss": issuer,
        "sub": family.connection_code,
        "aud": family.client_id,
        "jti": f"{family.family_id}{MARK}{at_hash(answer.access_token)}",
        "exp": issued_at + int(ID_TOKEN_LIFETIME.total_seconds()),
        "iat": issued_at,
        "auth_time": int(family.session.identified_at.timestamp()),
        "acr": acr_of(answer.level),
        "amr": amr_of(family.session.method),
        "at_hash": at_hash(answer.access_token),
        "sid": sid_of(family.session.session_id, family.client_id),
        **person_claims(family.session, family.scopes, family.claims.id_token),
        **answer.acting,
    }
    if answer.nonce is not None:
        claims["nonce"] = answer.nonce
    return claims


def at_hash(access_token: str) -> str:
    """The left half of the token's SHA-256, for algorithms on SHA-256 (OpenID Connect Core section 3.1.3.6)."""
    return text_of(sha256(access_token.encode("ascii")).digest()[:16])
