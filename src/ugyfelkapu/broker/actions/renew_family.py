"""A refresh token is used: its successor, the same one again within seconds, or the end of all (RFC 9700 section 4.14.2)."""

from datetime import datetime

from ugyfelkapu.broker.actions.note_refused_refresh import note_refused_refresh
from ugyfelkapu.broker.domain.profile import rules_of
from ugyfelkapu.broker.domain.refresh import (
    SALT_BYTES,
    HeldToken,
    RefreshFault,
    is_answered_again,
    successor_of,
)
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.domain.token import ACCESS_TOKEN_LIFETIME
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import families, refresh_tokens
from ugyfelkapu.foundation.database import Transaction


async def renew_family(
    world: BrokerWorld, secret: str, held: HeldToken, *, party: RelyingParty, now: datetime
) -> str | RefreshFault | None:
    """The next refresh token; `None`: the service keeps the one it has (FAPI 2.0 Security Profile section 5.3.2.1).

    A fault is one that came up meanwhile: the family ended, or its next token is in use already.
    """
    async with world.database.transaction() as tx:
        following = await _following(tx, world, held, secret=secret, now=now) if rules_of(party).is_refresh_rotated else None
        if following is RefreshFault.REPLAYED:
            await _refuse(tx, held, party, fault=following, now=now)
        elif not await families.prolong(tx, held.family.family_id, expires_at=now + ACCESS_TOKEN_LIFETIME, now=now):
            return RefreshFault.ENDED
    return following


async def refuse_refresh(
    world: BrokerWorld, held: HeldToken, party: RelyingParty, *, fault: RefreshFault, now: datetime
) -> None:
    """Somebody has a token who should not: of a used one all ends that grew from it, since one of the two is a thief."""
    async with world.database.transaction() as tx:
        await _refuse(tx, held, party, fault=fault, now=now)


async def _following(tx: Transaction, world: BrokerWorld, held: HeldToken, *, secret: str, now: datetime) -> str | RefreshFault:
    """The successor: kept by whoever uses the token first, and found by whoever comes within seconds after."""
    following, digest = successor_of(secret, held.salt)
    if await refresh_tokens.use(tx, held.digest, now=now):
        await refresh_tokens.add(tx, held.family, digest, salt=world.entropy.bytes(SALT_BYTES), now=now)
        return following
    usage = await refresh_tokens.usage(tx, held.digest, successor=digest)
    return following if is_answered_again(usage, now=now) else RefreshFault.REPLAYED


async def _refuse(tx: Transaction, held: HeldToken, party: RelyingParty, *, fault: RefreshFault, now: datetime) -> None:
    if fault is RefreshFault.REPLAYED:
        await families.end(tx, held.family.family_id, now=now)
    await note_refused_refresh(tx, party, held, fault=fault, now=now)
