"""A code was redeemed: a family of tokens begins, with a refresh token where the service has that grant."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.broker.domain.authorization import AuthorizationCode, CodeFault
from ugyfelkapu.broker.domain.keys.confirmation import Confirmation
from ugyfelkapu.broker.domain.policy import STANDING
from ugyfelkapu.broker.domain.refresh import SALT_BYTES, is_refreshable, sign_on_of
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.domain.secret import SECRET_BYTES, SecretKind, minted
from ugyfelkapu.broker.domain.session import BrokerSession, is_live
from ugyfelkapu.broker.domain.token import ACCESS_TOKEN_LIFETIME, Family, SignOn
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import families, refresh_tokens, sessions
from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.identification import AssuranceLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who gets the tokens: the service, and the key or certificate it showed."""

    party: RelyingParty
    confirmation: Confirmation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A new family of tokens; nonce and level belong to the one request that its ID token answers."""

    family: Family
    nonce: str | None
    level: AssuranceLevel
    """What the ID token says of how sure the sign-in was."""
    refresh_token: str | None


async def begin_family(
    tx: Transaction, world: BrokerWorld, code: AuthorizationCode, *, holder: Holder, now: datetime
) -> Begun | CodeFault:
    """Tokens only while the session lives: the person may have signed out since the code left (`security.md` 4)."""
    session = await sessions.hold(tx, code.session_id)
    if session is None or not is_live(session, now=now):
        return CodeFault.SESSION_ENDED
    level = code.told_level or session.level
    family = Family(
        family_id=code.family_id,
        client_id=code.client_id,
        connection_code=code.connection_code,
        scopes=code.scopes,
        session=session,
        behalf=code.behalf,
        confirmation=holder.confirmation,
        claims=code.claims,
        sign_on=await _sign_on(tx, session, level, party=holder.party, now=now),
    )
    await families.add(tx, family, expires_at=now + ACCESS_TOKEN_LIFETIME)
    refresh_token = await _first_token(tx, world, family, now=now) if family.sign_on else None
    return Begun(family=family, nonce=code.nonce, level=level, refresh_token=refresh_token)


async def _sign_on(
    tx: Transaction, session: BrokerSession, level: AssuranceLevel, *, party: RelyingParty, now: datetime
) -> SignOn | None:
    if not is_refreshable(party):
        return None
    return sign_on_of(session, level, policy=await policy_at(tx, STANDING, now=now), now=now)


async def _first_token(tx: Transaction, world: BrokerWorld, family: Family, *, now: datetime) -> str:
    """The refresh token at the head of a family."""
    chance = world.entropy.bytes(SECRET_BYTES + SALT_BYTES)
    token = minted(SecretKind.REFRESH, chance[:SECRET_BYTES])
    await refresh_tokens.add(tx, family, token.digest, salt=chance[SECRET_BYTES:], now=now)
    return token.secret
