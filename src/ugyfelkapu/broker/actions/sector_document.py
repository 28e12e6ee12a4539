"""The document in which a body lists the redirect addresses of all its services (OpenID Connect Core section 8.1)."""

import msgspec

from ugyfelkapu.broker.domain.metadata import LONGEST_TEXT, Document, MetadataErrorCode, MetadataFault
from ugyfelkapu.broker.ports import BrokerWorld, Fetched

FIELD = "sector_identifier_uri"
_LIST = msgspec.json.Decoder(list[str])


async def listed_redirect_uris(world: BrokerWorld, document: Document) -> tuple[str, ...] | MetadataFault | None:
    """The addresses of the document whose address is registered; `None` where none is."""
    address = document.get(FIELD)
    if address is None:
        return None
    if not isinstance(address, str) or len(address) > LONGEST_TEXT:
        return _fault("must be an address")
    match await world.outside.get(address):
        case Fetched(body=body):
            return _listed(body)
        case fault:
            return _fault(f"could not be fetched ({fault})")


def _listed(body: bytes) -> tuple[str, ...] | MetadataFault:
    try:
        return tuple(_LIST.decode(body))
    except (ValueError, RecursionError):
        return _fault("must lead to a JSON array of addresses")


def _fault(said: str) -> MetadataFault:
    return MetadataFault(code=MetadataErrorCode.INVALID_CLIENT_METADATA, description=f"{FIELD} {said}")
