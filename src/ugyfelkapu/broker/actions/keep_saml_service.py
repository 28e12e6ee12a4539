"""The operator takes a SAML service in, replaces or ends one; the worker keeps its metadata new (`protocols.md`)."""

from datetime import datetime

from ugyfelkapu.broker.actions.service_entries import kept_entry, refreshed_entry
from ugyfelkapu.broker.domain.relying_party import ClientId, RelyingParty
from ugyfelkapu.broker.domain.saml_service import MetadataSource
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import families, operated_parties, relying_parties
from ugyfelkapu.broker.store.operated_parties import Kept
from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.journal import record


async def add_saml_service(world: BrokerWorld, party: RelyingParty) -> bool:
    """Take a service in, or back where it had ended; `False`: it is there, and nothing was changed."""
    now = world.clock.now()
    async with world.database.transaction() as tx:
        if not await operated_parties.put(tx, party, now=now):
            return False
        await _follow(tx, party, now=now)
        await record(tx, kept_entry(party, activity="register_relying_party", now=now))
    return True


async def replace_saml_service(world: BrokerWorld, party: RelyingParty, *, former: Kept) -> bool:
    """Put a service in the place of what it was, by the operator; `False`: it is not what it was any more."""
    now = world.clock.now()
    async with world.database.transaction() as tx:
        if not await operated_parties.change(tx, party, former=former):
            return False
        await _follow(tx, party, now=now)
        await record(tx, kept_entry(party, activity="change_relying_party", now=now))
    return True


async def end_relying_party(world: BrokerWorld, client_id: ClientId) -> bool:
    """End a service of either protocol by the operator; whether it was there. Its tokens are good for nothing without it."""
    client = await relying_parties.find(world.database.reader, client_id)
    if client is None:
        return False
    now = world.clock.now()
    async with world.database.transaction() as tx:
        if not await relying_parties.end(tx, client_id, now=now):
            return False
        await families.end_of_client(tx, client_id, now=now)
        await operated_parties.drop_source(tx, client_id)
        await record(tx, kept_entry(client.party, activity="end_relying_party", now=now))
    return True


async def refresh_saml_service(world: BrokerWorld, party: RelyingParty, *, former: Kept, source: MetadataSource) -> None:
    """Keep what the address holds now; where the operator changed the service meanwhile, theirs stays."""
    now = world.clock.now()
    async with world.database.transaction() as tx:
        if party != former.party:
            if not await operated_parties.change(tx, party, former=former):
                return
            await record(tx, refreshed_entry(party, outcome="done", reason="other signed metadata", now=now))
        await operated_parties.note_refreshed(tx, party.client_id, due_at=now + source.refreshed_every, now=now)


async def note_refused_metadata(world: BrokerWorld, party: RelyingParty, fault: str) -> None:
    """The old ones stay; what keeps failing alike is written once."""
    now = world.clock.now()
    async with world.database.transaction() as tx:
        if await operated_parties.note_fault(tx, party.client_id, fault):
            await record(tx, refreshed_entry(party, outcome="refused", reason=fault, now=now))


async def _follow(tx: Transaction, party: RelyingParty, *, now: datetime) -> None:
    source = party.saml.source if party.saml is not None else None
    match source:
        case MetadataSource(refreshed_every=span):
            await operated_parties.put_source(tx, party.client_id, due_at=now + span, now=now)
        case None:
            await operated_parties.drop_source(tx, party.client_id)
