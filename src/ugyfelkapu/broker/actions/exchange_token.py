"""Let another service of the same body act on in a sign-on; what it may learn is in the journal first (RFC 8693)."""

from dataclasses import dataclass, replace
from datetime import datetime

from ugyfelkapu.broker.actions.entries import sign_on_entry
from ugyfelkapu.broker.actions.introspect import live_family
from ugyfelkapu.broker.actions.mandate_entries import acted_for_entry
from ugyfelkapu.broker.domain.acting import ActingKind, OnBehalf
from ugyfelkapu.broker.domain.authorization import FamilyId
from ugyfelkapu.broker.domain.exchange import ExchangeFault
from ugyfelkapu.broker.domain.release import data_set_of
from ugyfelkapu.broker.domain.relying_party import RelyingParty, Scope
from ugyfelkapu.broker.domain.token import Family
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import mandates, relying_parties
from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.journal import record

PASSED_ON = "another service of the same body passed its token on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """What is passed on, to whom, and for how much of it."""

    family_id: FamilyId
    party: RelyingParty
    scopes: tuple[Scope, ...]


async def exchange_token(world: BrokerWorld, passing: Passing, *, now: datetime) -> Family | ExchangeFault:
    """The family that the new token belongs to, too: nothing is kept, so nothing can outlive it."""
    found = await live_family(world, passing.family_id, now=now)
    if found is None:
        return ExchangeFault.NOT_GOOD
    family = found[0]
    origin = await relying_parties.find(world.database.reader, family.client_id)
    if origin is None:
        return ExchangeFault.NOT_GOOD
    if origin.party.sector != passing.party.sector:
        return ExchangeFault.OTHER_BODY
    async with world.database.transaction() as tx:
        is_noted = await _note(tx, family, passing, now=now)
    return replace(family, scopes=passing.scopes) if is_noted else ExchangeFault.NOT_GOOD


async def _note(tx: Transaction, family: Family, passing: Passing, *, now: datetime) -> bool:
    """Both sides' entries; `False`: the mandate was withdrawn this very moment."""
    told = await _technical(tx, family, passing, now=now)
    if told is None:
        return False
    subject, data_set = family.session.subject_code, data_set_of(passing.scopes)
    entry = sign_on_entry(passing.party, subject, data_set=data_set, behalf=told, now=now)
    await record(tx, replace(entry, reason=PASSED_ON, actor=passing.party.client_id))
    return True


async def _technical(tx: Transaction, family: Family, passing: Passing, *, now: datetime) -> dict[str, str] | None:
    match family.behalf:
        case OnBehalf(acting=acting) if acting.kind is ActingKind.PERSON:
            mandatary, mandate_id = family.session.subject_code, acting.reference
            grantor = await mandates.still_holds(tx, mandate_id, mandatary=mandatary, client_id=family.client_id, now=now)
            if grantor is None:
                return None
            await record(tx, acted_for_entry(passing.party, grantor, mandate_id=mandate_id, mandatary=mandatary, now=now))
            return {"mandate": mandate_id, "other": grantor}
        case OnBehalf(acting=acting):
            return {"representation": acting.reference}
        case None:
            return {}
