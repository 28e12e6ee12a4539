"""A service's public keys: registered by value, or published at an address of its own (OpenID Connect Core section 10.1.1)."""

from functools import lru_cache

import msgspec

from ugyfelkapu.broker.domain.keys.client_keys import usable_keys
from ugyfelkapu.broker.domain.keys.encryption import Keys
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.oidc.jose import TokenFault, Verification, verified
from ugyfelkapu.broker.ports import BrokerWorld, Fetched, FetchFault

MOST_REMEMBERED = 256

KeySet = dict[str, list[dict[str, str]]]
"""A JWK Set as kept (RFC 7517 section 5)."""

_document = msgspec.json.Decoder(dict[str, object])


async def keys_of(world: BrokerWorld, party: RelyingParty) -> Keys | FetchFault:
    """Its keys, those it publishes perhaps from memory."""
    return registered_keys(party.jwks) if party.jwks_uri is None else _read(await world.outside.get(party.jwks_uri))


async def newer_keys_of(world: BrokerWorld, party: RelyingParty) -> Keys | FetchFault:
    """Its keys where those known do not fit: asked for anew, but not more often than the outside allows."""
    return () if party.jwks_uri is None else _read(await world.outside.again(party.jwks_uri))


async def verified_by(
    world: BrokerWorld, party: RelyingParty, token: str, *, algorithms: tuple[str, ...]
) -> bytes | TokenFault | FetchFault:
    """The payload of a token that the service signed; its keys are fetched once more where none of those known did it."""
    keys = await keys_of(world, party)
    outcome = keys if isinstance(keys, FetchFault) else _verified(token, keys, algorithms)
    if party.jwks_uri is None or outcome not in (TokenFault.UNKNOWN_KEY, TokenFault.SIGNATURE):
        return outcome
    newer = await newer_keys_of(world, party)
    return outcome if newer == keys else newer if isinstance(newer, FetchFault) else _verified(token, newer, algorithms)


def _verified(token: str, keys: Keys, algorithms: tuple[str, ...]) -> bytes | TokenFault:
    return verified(token, Verification(keys=keys, algorithms=algorithms, token_type=None))


@lru_cache(maxsize=MOST_REMEMBERED)
def registered_keys(jwks: str) -> Keys:
    """The keys a service registered by value; decoded once a process."""
    return tuple(msgspec.json.decode(jwks, type=KeySet)["keys"]) if jwks else ()


def _read(found: Fetched | FetchFault) -> Keys | FetchFault:
    return found if isinstance(found, FetchFault) else _published(found.body)


@lru_cache(maxsize=MOST_REMEMBERED)
def _published(body: bytes) -> Keys | FetchFault:
    """Those of a published set that can be used; the others are somebody else's business."""
    try:
        return tuple(usable_keys(_document.decode(body)))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return FetchFault.WRONG_TYPE
