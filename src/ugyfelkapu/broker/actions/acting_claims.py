"""On whose behalf, as a service is told: in a claim of its own, asked for anew each time, so that it ends with its ground."""

from datetime import datetime

from ugyfelkapu.broker.actions.own_mandates import names_of_parties
from ugyfelkapu.broker.actions.principals import representation_of
from ugyfelkapu.broker.domain.acting import ActingKind, OnBehalf
from ugyfelkapu.broker.domain.release import Claim
from ugyfelkapu.broker.domain.token import Family
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import families, mandates
from ugyfelkapu.identification import NameUse

CLAIM = "acting_for"

Told = dict[str, str | list[str]]


async def acting_claims(world: BrokerWorld, family: Family, *, now: datetime) -> dict[str, Claim] | None:
    """The claim, nothing for oneself; `None`: the mandate or representation has ended, and the tokens with it."""
    if family.behalf is None:
        return {}
    told = await _told(world, family, family.behalf, now=now)
    if told is not None:
        return {CLAIM: told}
    async with world.database.transaction() as tx:
        await families.end(tx, family.family_id, now=now)
    return None


async def _told(world: BrokerWorld, family: Family, behalf: OnBehalf, *, now: datetime) -> Told | None:
    match behalf.acting.kind:
        case ActingKind.PERSON:
            return await _person(world, family, behalf, now=now)
        case _:
            return await _organisation(world, family, behalf)


async def _person(world: BrokerWorld, family: Family, behalf: OnBehalf, *, now: datetime) -> Told | None:
    grantor = await mandates.still_holds(
        world.database.reader,
        behalf.acting.reference,
        mandatary=family.session.subject_code,
        client_id=family.client_id,
        now=now,
    )
    names = await names_of_parties(world, [grantor], NameUse.RELEASE) if grantor else {}
    name = names.get(grantor) if grantor else None
    if name is None or behalf.connection_code is None:
        return None
    return {
        "kind": ActingKind.PERSON,
        "sub": behalf.connection_code,
        "name": f"{name.family_name} {name.given_name}",
        "family_name": name.family_name,
        "given_name": name.given_name,
    }


async def _organisation(world: BrokerWorld, family: Family, behalf: OnBehalf) -> Told | None:
    found = await representation_of(world, family.session, behalf.acting)
    if found is None:
        return None
    return {
        "kind": ActingKind.ORGANISATION,
        "short_name": found.short_name,
        "krid": found.krid,
        "name": found.name,
        "scope": list(found.scope),
    }
