"""What a service is told, encrypted to its key where it wishes so (OpenID Connect Core section 10.2)."""

from dataclasses import dataclass

from ugyfelkapu.broker.domain.keys.encryption import Keys, encryption_key
from ugyfelkapu.broker.domain.relying_party import Encryption, RelyingParty
from ugyfelkapu.broker.oidc.errors import OAuthError
from ugyfelkapu.broker.oidc.jwe import encrypted
from ugyfelkapu.broker.oidc.proof.client_keys import keys_of, newer_keys_of
from ugyfelkapu.broker.ports import BrokerWorld, FetchFault


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealing:
    """How, and to which of the service's keys."""

    encryption: Encryption
    keys: Keys


async def sealing_for(world: BrokerWorld, party: RelyingParty, encryption: Encryption | None) -> Sealing | OAuthError | None:
    """Found out before anything is used up, so that whose keys cannot be had may try again; `None`: it wishes none."""
    if encryption is None:
        return None
    keys = await keys_of(world, party)
    if not isinstance(keys, FetchFault) and encryption_key(keys, encryption.key_management) is None:
        keys = await newer_keys_of(world, party)
    if isinstance(keys, FetchFault):
        return _unavailable(f"the client's jwks_uri gives no keys: {keys}")
    if encryption_key(keys, encryption.key_management) is None:
        return _unavailable(f"the client's keys have none for {encryption.key_management}, of use enc or without use")
    return Sealing(encryption=encryption, keys=keys)


def _unavailable(description: str) -> OAuthError:
    return OAuthError(error="temporarily_unavailable", description=description)


def sealed(token: str, sealing: Sealing | None) -> str:
    """The token as it leaves."""
    return token if sealing is None else encrypted(token, sealing.encryption, sealing.keys)
