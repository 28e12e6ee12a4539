"""Where a request's parameters stand: in the address or form itself, in a request object, or in one at a registered address."""

from hashlib import sha256

from ugyfelkapu.broker.actions.note_refused_proof import Brought, note_refused_proof
from ugyfelkapu.broker.domain.relying_party import ClientProfile, RelyingParty
from ugyfelkapu.broker.domain.secret import text_of
from ugyfelkapu.broker.oidc.errors import OAuthError, invalid_request
from ugyfelkapu.broker.oidc.requests.authorize_checks import Parameters
from ugyfelkapu.broker.oidc.requests.request_object import (
    INVALID_OBJECT,
    RequestObject,
    invalid_request_object,
    is_first_use,
    read_request_object,
)
from ugyfelkapu.broker.ports import BrokerWorld, Fetched, FetchFault

_DIGEST_CHARACTERS = 43

_BOTH = invalid_request("request and request_uri exclude each other")
_UNSIGNED = invalid_request("this client must send its requests as signed request objects (RFC 9101)")
_USED = invalid_request_object("the request object's jti was used before: sign a new one for each request")
_CHANGED = invalid_request("response_type differs between the request and its request object")
_UNREGISTERED = OAuthError(
    error="invalid_request_uri",
    description="request_uri is neither the name of a pushed request nor registered in request_uris",
)


async def sent_parameters(world: BrokerWorld, sent: Parameters, party: RelyingParty) -> Parameters | OAuthError:
    """The parameters that count, from wherever the service put them."""
    if "request" in sent and "request_uri" in sent:
        return _BOTH  # RFC 9101 section 5, Core section 6.1
    if "request" not in sent and "request_uri" not in sent:
        return _UNSIGNED if party.requests.is_signed else sent  # RFC 9101 section 10.5
    found = await _object_of(world, sent, party)
    if not isinstance(found, OAuthError):
        return _combined(sent, found, party)
    if found.error == INVALID_OBJECT:
        await note_refused_proof(world, party, Brought.REQUEST_OBJECT, reason=found.description)
    return found


async def _object_of(world: BrokerWorld, sent: Parameters, party: RelyingParty) -> RequestObject | OAuthError:
    """By value an object that names itself works once; one that stands at an address is there to be used again."""
    if "request_uri" in sent:
        token = await _fetched(world, sent["request_uri"], party)
        return token if isinstance(token, OAuthError) else await read_request_object(world, token, party)
    found = await read_request_object(world, sent["request"], party)
    if isinstance(found, OAuthError):
        return found
    return found if await is_first_use(world, party, found) else _USED


def _combined(sent: Parameters, found: RequestObject, party: RelyingParty) -> Parameters | OAuthError:
    """What was signed alone (RFC 9101 section 6.3, RFC 9126 section 3); in profile `basic` the rest fills gaps (Core 6.1)."""
    signed = {"client_id": party.client_id, **found.parameters}
    if "response_type" in sent and sent["response_type"] != signed.get("response_type", sent["response_type"]):
        return _CHANGED
    if party.profile is not ClientProfile.BASIC or party.requests.is_signed:
        return signed
    beside = {name: value for name, value in sent.items() if name not in ("request", "request_uri")}
    return {**beside, **signed}


async def _fetched(world: BrokerWorld, address: str, party: RelyingParty) -> str | OAuthError:
    """The object at an address that the service registered, and nothing else (`security.md` 8; Core section 6.2)."""
    if address not in party.requests.request_uris and address.partition("#")[0] not in party.requests.request_uris:
        return _UNREGISTERED
    found = await world.outside.get(address)
    if isinstance(found, Fetched) and not _is_as_announced(found, address):
        found = await world.outside.again(address)
    if isinstance(found, FetchFault):
        return _unfetched(f"could not be fetched ({found})")
    if not _is_as_announced(found, address):
        return _unfetched("does not have the SHA-256 digest in the address's fragment")
    return found.body.decode("ascii", "replace").strip()


def _is_as_announced(found: Fetched, address: str) -> bool:
    """Whether the document is the one the fragment names by its digest, if it does (Core section 6.2)."""
    fragment = address.partition("#")[2]
    return len(fragment) != _DIGEST_CHARACTERS or text_of(sha256(found.body).digest()) == fragment


def _unfetched(what: str) -> OAuthError:
    return OAuthError(error="invalid_request_uri", description=f"the document at request_uri {what}")
