"""Whoever builds a service proves it, and looks at the refusals of that one service."""

from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest

from ugyfelkapu.broker.domain.refused_request import VISIT_LIFETIME, RefusedRequest
from ugyfelkapu.broker.domain.relying_party import ClientId, RelyingParty
from ugyfelkapu.broker.domain.secret import SECRET_BYTES, SecretKind, digest_of, minted
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import refused_requests, relying_parties
from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.foundation.throttle import Lane, Wait, give_back, take

FREE_WRONG_TRIES = 20
"""Of one network in a day; then the waits begin."""
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusals:
    """What a developer is shown."""

    party: RelyingParty
    listed: list[RefusedRequest]


async def open_developer_log(world: BrokerWorld, client_id: ClientId, proof: str, *, network: str) -> str | Wait | None:
    """The secret of a visit, for the client's secret or its registration access token (RFC 7592 section 3).

    `None`: neither is this client's, or there is no such client: one answer to both.
    """
    async with world.database.transaction() as tx:
        admitted = await take(tx, [_lane(network)], now=world.clock.now())
        if isinstance(admitted, Wait):
            return admitted
        return await _open(tx, world, client_id, network=network) if await _is_own(tx, client_id, proof) else None


async def admit_developer(world: BrokerWorld, *, network: str) -> Wait | None:
    """Count a try whose proof is looked at elsewhere; how long to wait before it, if so."""
    async with world.database.transaction() as tx:
        admitted = await take(tx, [_lane(network)], now=world.clock.now())
    return admitted if isinstance(admitted, Wait) else None


async def open_log_of_proven(world: BrokerWorld, client_id: ClientId, *, network: str) -> str:
    """The secret of a visit for whoever was admitted and has proven to be this service; the try does not count."""
    async with world.database.transaction() as tx:
        return await _open(tx, world, client_id, network=network)


async def look_at_refusals(world: BrokerWorld, visit: str | None) -> Refusals | None:
    """The refusals of the visit's service; `None`: no visit, over, or the service ended."""
    digest = digest_of(SecretKind.DEVELOPER_VISIT, visit or "")
    reader, now = world.database.reader, world.clock.now()
    client_id = await refused_requests.visited(reader, digest, now=now) if digest else None
    client = await relying_parties.find(reader, client_id) if client_id else None
    if client is None:
        return None
    return Refusals(party=client.party, listed=await refusals_of(world, client.party))


async def refusals_of(world: BrokerWorld, party: RelyingParty) -> list[RefusedRequest]:
    """What was refused to a service that has proven itself, the newest first."""
    return await refused_requests.of_client(world.database.reader, party.client_id, now=world.clock.now())


async def _open(tx: Transaction, world: BrokerWorld, client_id: ClientId, *, network: str) -> str:
    visit = minted(SecretKind.DEVELOPER_VISIT, world.entropy.bytes(SECRET_BYTES))
    await give_back(tx, [_lane(network)])
    await refused_requests.open_visit(tx, visit.digest, client_id, expires_at=world.clock.now() + VISIT_LIFETIME)
    return visit.secret


async def _is_own(reader: Reader, client_id: ClientId, proof: str) -> bool:
    management = digest_of(SecretKind.MANAGEMENT, proof)
    if management is not None:
        return await relying_parties.find_managed(reader, client_id, management) is not None
    secret, client = digest_of(SecretKind.CLIENT_SECRET, proof), await relying_parties.find(reader, client_id)
    if secret is None or client is None or client.secret_digest is None:
        return False
    return compare_digest(secret, client.secret_digest)


def _lane(network: str) -> Lane:
    return Lane(key=f"broker/developer-log/{network}", free_tries=FREE_WRONG_TRIES, longest_wait=LONGEST_WAIT)
