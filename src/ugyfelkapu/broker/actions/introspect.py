"""What a token is worth at this moment, for the service it was issued to (RFC 7662 section 2.2)."""

from datetime import datetime

from ugyfelkapu.broker.actions.acting_claims import acting_claims
from ugyfelkapu.broker.domain.authorization import FamilyId
from ugyfelkapu.broker.domain.refresh import HeldToken
from ugyfelkapu.broker.domain.release import Claim
from ugyfelkapu.broker.domain.session import is_live
from ugyfelkapu.broker.domain.token import Family
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import families

Told = dict[str, Claim]


async def live_family(world: BrokerWorld, family_id: FamilyId, *, now: datetime) -> tuple[Family, Told] | None:
    """The family of an access token with on whose behalf it is; `None`: it, its session or what it stands on has ended."""
    family = await families.find(world.database.reader, family_id, now=now)
    if family is None or not is_live(family.session, now=now):
        return None
    acting = await acting_claims(world, family, now=now)
    return None if acting is None else (family, acting)


async def live_renewal(world: BrokerWorld, held: HeldToken, *, now: datetime) -> Told | None:
    """On whose behalf the tokens are that a refresh token would bring; `None`: it would bring none."""
    family, sign_on = held.family, held.family.sign_on
    if held.is_ended or held.used_at is not None or sign_on is None:
        return None
    if now >= sign_on.refresh_until or not is_live(family.session, now=now):
        return None
    return await acting_claims(world, family, now=now)
