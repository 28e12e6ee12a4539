"""Who registered a service by itself reads, changes and ends the registration (RFC 7592)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.broker.actions.entries import registration_change_entry
from ugyfelkapu.broker.actions.register_relying_party import described_party, has_secret
from ugyfelkapu.broker.domain.metadata import Document, MetadataFault
from ugyfelkapu.broker.domain.registering.registration import Registrar
from ugyfelkapu.broker.domain.registering.registration_change import change_fault
from ugyfelkapu.broker.domain.relying_party import ClientId, RelyingParty
from ugyfelkapu.broker.domain.secret import SECRET_BYTES, SecretDigest, SecretKind, digest_of, minted
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import families, relying_parties
from ugyfelkapu.broker.store.relying_parties import Client, Managed
from ugyfelkapu.foundation.journal import record


@dataclass(frozen=True, slots=True, kw_only=True)
class Manager:
    """The registration a request names, and the token it brings."""

    client_id: ClientId
    token_digest: SecretDigest


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """The service as it is now; a secret only where it has a new one."""

    party: RelyingParty
    client_secret: str | None
    registered_at: datetime


async def find_registration(world: BrokerWorld, manager: Manager) -> Managed | None:
    """The registration, if the token manages it; a token of another one tells nothing of this."""
    return await relying_parties.find_managed(world.database.reader, manager.client_id, manager.token_digest)


async def change_registration(world: BrokerWorld, manager: Manager, document: Document) -> Changed | MetadataFault | None:
    """Put the document in the place of what was registered (RFC 7592 section 2.2); `None`: nothing the token manages."""
    managed = await find_registration(world, manager)
    if managed is None:
        return None
    party = await described_party(world, document, client_id=manager.client_id, registrar=Registrar.DYNAMIC)
    if isinstance(party, MetadataFault):
        return party
    fault = change_fault(document, former=managed.client.party, party=party, is_secret=_is_secret_of(managed, document))
    return fault or await _put(world, manager, managed, party=party)


def _is_secret_of(managed: Managed, document: Document) -> bool:
    """Whether the document says no secret, or the service's own."""
    said = document.get("client_secret")
    return said is None or digest_of(SecretKind.CLIENT_SECRET, str(said)) == managed.client.secret_digest


async def _put(world: BrokerWorld, manager: Manager, managed: Managed, *, party: RelyingParty) -> Changed | None:
    now = world.clock.now()
    keeps = has_secret(party) and managed.client.secret_digest is not None
    secret = minted(SecretKind.CLIENT_SECRET, world.entropy.bytes(SECRET_BYTES)) if has_secret(party) and not keeps else None
    kept = managed.client.secret_digest if keeps else None
    client = Client(party=party, secret_digest=secret.digest if secret else kept)
    async with world.database.transaction() as tx:
        if not await relying_parties.replace(tx, client, management_digest=manager.token_digest):
            return None
        if client.secret_digest != managed.client.secret_digest:
            await families.end_of_client(tx, manager.client_id, now=now)  # who knew the old one may hold tokens
        await record(tx, registration_change_entry(party, activity="change_relying_party", now=now))
    return Changed(party=party, client_secret=secret.secret if secret else None, registered_at=managed.registered_at)


async def end_registration(world: BrokerWorld, manager: Manager) -> bool:
    """End the service (RFC 7592 section 2.3); whether the token managed it. Its tokens are good for nothing without it."""
    managed = await find_registration(world, manager)
    if managed is None:
        return False
    now = world.clock.now()
    async with world.database.transaction() as tx:
        if not await relying_parties.end(tx, manager.client_id, now=now):
            return False
        await families.end_of_client(tx, manager.client_id, now=now)
        await record(tx, registration_change_entry(managed.client.party, activity="end_relying_party", now=now))
    return True
