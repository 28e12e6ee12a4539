"""A service hands over its request before it sends the browser (RFC 9126)."""

from datetime import datetime, timedelta

from ugyfelkapu.broker.domain.authorization import PUSHED_LIFETIME, AuthorizationRequest
from ugyfelkapu.broker.domain.relying_party import ClientAuthentication, RelyingParty
from ugyfelkapu.broker.domain.secret import SECRET_BYTES, SecretKind, digest_of, minted
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import pushed_requests
from ugyfelkapu.foundation.throttle import Lane, Wait, take

MOST_PUSHED = 600
"""How many requests a network may push in a window for services that cannot prove themselves."""
_WINDOW = timedelta(minutes=1)
_LET_IN_EVERY = timedelta(seconds=2)


async def push_request(
    world: BrokerWorld, request: AuthorizationRequest, party: RelyingParty, *, network: str, now: datetime
) -> str | Wait:
    """The name by which the browser brings the request: good for one answer, if it comes within a minute, for this client.

    `Wait`: anybody may push for a service that proves nothing, so that there a network's pushes are counted.
    """
    name = minted(SecretKind.PUSHED_REQUEST, world.entropy.bytes(SECRET_BYTES))
    lanes = [_lane(network, now=now)] if party.authentication is ClientAuthentication.NONE else []
    async with world.database.transaction() as tx:
        admitted = await take(tx, lanes, now=now) if lanes else None
        if isinstance(admitted, Wait):
            return admitted
        await pushed_requests.add(tx, name.digest, request, expires_at=now + PUSHED_LIFETIME)
    return name.secret


async def find_pushed(world: BrokerWorld, party: RelyingParty, name: str, *, now: datetime) -> AuthorizationRequest | None:
    """The request of that name; `None`: unknown, answered already, another service's, or older than a minute.

    A page that is loaded again brings it again: what is used up is the answer (FAPI 2.0 Security Profile section 5.3.2.2).
    """
    digest = digest_of(SecretKind.PUSHED_REQUEST, name)
    return await pushed_requests.find(world.database.reader, digest, party.client_id, now=now) if digest else None


def _lane(network: str, *, now: datetime) -> Lane:
    window = int(now.timestamp() // _WINDOW.total_seconds())
    return Lane(
        key=f"broker/pushed/{network}/{window}",
        free_tries=MOST_PUSHED,
        first_wait=_LET_IN_EVERY,
        longest_wait=_LET_IN_EVERY,
        forgotten_after=2 * _WINDOW,
    )
