"""A refused request is noted for whoever builds the service, where the installation is for trying things out.

One function for every protocol: an endpoint hands over who asked, what it told them, and what came.
"""

from ugyfelkapu.broker.domain.refused_request import RefusedRequest
from ugyfelkapu.broker.domain.secret import IDENTIFIER_BYTES, text_of
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import refused_requests, relying_parties


async def note_refusal(world: BrokerWorld, refusal: RefusedRequest) -> None:
    """Keep it, if refusals are kept here and the service is registered; a name that anybody makes up fills nothing."""
    if not world.is_developer_log_kept:
        return
    if await relying_parties.find(world.database.reader, refusal.client_id) is None:
        return
    refusal_id = text_of(world.entropy.bytes(IDENTIFIER_BYTES))
    async with world.database.transaction() as tx:
        await refused_requests.add(tx, refusal_id, refusal)
