"""What every grant is given and what it earns (RFC 6749 section 4); each has a file of its own in `grants/`."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.broker.domain.keys.confirmation import Confirmation
from ugyfelkapu.broker.domain.release import Claim
from ugyfelkapu.broker.domain.token import ACCESS_TOKEN_LIFETIME, Family
from ugyfelkapu.broker.oidc.errors import OAuthError
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store.relying_parties import Client
from ugyfelkapu.identification import AssuranceLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The service that asks, proven, and the key or certificate it showed beside."""

    client: Client
    confirmation: Confirmation | None
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOn:
    """What an ID token is made of: the person's family, the request it answers, how surely, and on whose behalf."""

    family: Family
    nonce: str | None
    level: AssuranceLevel
    acting: Mapping[str, Claim]


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """What a grant earned; signed after its transaction, so that no signature keeps the writer waiting."""

    access_claims: Mapping[str, object]
    confirmation: Confirmation | None
    scope: str
    signed_on: SignedOn | None = None
    """`None`: no ID token."""
    refresh_token: str | None = None
    issued_token_type: str | None = None
    """Said of an exchanged token alone (RFC 8693 section 2.2.1)."""
    expires_in: int = int(ACCESS_TOKEN_LIFETIME.total_seconds())
    """In seconds."""


Grant = Callable[[BrokerWorld, Mapping[str, str], Caller], Awaitable[Earned | OAuthError]]
"""A grant: the form as read, and who asks; a refusal is a value, so that what it ended is committed with it."""
