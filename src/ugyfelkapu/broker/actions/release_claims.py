"""What an access token tells about its person, decided anew at each use (`domain.md R14`, `security.md` 4)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.broker.actions.acting_claims import acting_claims
from ugyfelkapu.broker.actions.entries import release_entry
from ugyfelkapu.broker.actions.sign_out import end_after_the_gates
from ugyfelkapu.broker.domain.asked_claims import NO_CLAIMS, AskedClaims
from ugyfelkapu.broker.domain.consent import Consent
from ugyfelkapu.broker.domain.release import (
    Claim,
    data_set_of,
    identity_claims,
    identity_fields,
    person_claims,
    releases_identity,
)
from ugyfelkapu.broker.domain.relying_party import RelyingParty, Scope
from ugyfelkapu.broker.domain.session import is_live
from ugyfelkapu.broker.domain.token import Family, TokenUse
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import consents, families, relying_parties
from ugyfelkapu.broker.store.relying_parties import Client
from ugyfelkapu.foundation.journal import record
from ugyfelkapu.identification import DataUse, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """What a service learns, and which service it is."""

    claims: dict[str, Claim]
    party: RelyingParty


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What of a family's grant is told, and to whom."""

    family: Family
    party: RelyingParty
    scopes: tuple[Scope, ...]
    claims: AskedClaims


async def release_claims(world: BrokerWorld, use: TokenUse, *, now: datetime) -> Released | None:
    """The claims; `None`: the family, its session at the broker or at the gate, what it acts on, or the service ended.

    A session that the gate no longer has ends here too, so that the next sign-on asks the person to sign in.
    """
    family = await families.find(world.database.reader, use.family_id, now=now)
    if family is None or not is_live(family.session, now=now):
        return None
    client = await _reader(world, family, use)
    if client is None:
        return None
    claims = await told_claims(world, _telling(family, client.party, use), now=now)
    return None if claims is None else Released(claims=claims, party=client.party)


async def told_claims(world: BrokerWorld, telling: Telling, *, now: datetime) -> dict[str, Claim] | None:
    """The claims; `None`: what the person acts on, or the session at the gate, has ended."""
    family, party = telling.family, telling.party
    acting = await acting_claims(world, family, now=now)
    if acting is None:
        return None
    person = person_claims(family.session, telling.scopes, telling.claims.userinfo)
    claims: dict[str, Claim] = {"sub": family.connection_code, **person, **acting}
    if not releases_identity(party, telling.scopes, telling.claims):
        return claims
    identity = await _release_identity(world, telling, now=now)
    return None if identity is None else claims | identity


async def _reader(world: BrokerWorld, family: Family, use: TokenUse) -> Client | None:
    """The service that asks; where it got the token from another one, both must be there still, and of one body."""
    own = await relying_parties.find(world.database.reader, family.client_id)
    if own is None or use.client_id == family.client_id:
        return own
    other = await relying_parties.find(world.database.reader, use.client_id)
    return other if other and other.party.sector == own.party.sector else None


def _telling(family: Family, party: RelyingParty, use: TokenUse) -> Telling:
    """What the token's own scopes name; a narrowed or an exchanged one tells nothing that was asked for by name."""
    told = tuple(scope for scope in family.scopes if scope in use.scopes)
    is_whole = told == family.scopes and use.client_id == family.client_id
    return Telling(family=family, party=party, scopes=told, claims=family.claims if is_whole else NO_CLAIMS)


async def _release_identity(world: BrokerWorld, telling: Telling, *, now: datetime) -> dict[str, Claim] | None:
    """Identity data, fetched through the door and kept nowhere; the entry is on the disk before they leave."""
    family, party = telling.family, telling.party
    given = await consents.find(world.database.reader, family.session.subject_code, party.client_id)
    if not _covers(given, family, party):
        return None
    identity = await world.identification.identity_data(family.session.session_handle, DataUse.RELEASE)
    if isinstance(identity, Refusal):
        await end_after_the_gates(world, family.session, identity, now=now)
        return None
    data_set = data_set_of(telling.scopes, telling.claims)
    async with world.database.transaction() as tx:
        await record(tx, release_entry(party, family.session.subject_code, data_set=data_set, now=now))
    return identity_claims(identity, identity_fields(telling.scopes, telling.claims))


def _covers(given: Consent | None, family: Family, party: RelyingParty) -> bool:
    asked = data_set_of(family.scopes, family.claims)
    return given is not None and given.data_set == asked and given.legal_basis == party.legal_basis
