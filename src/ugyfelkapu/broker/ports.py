"""What the broker asks of the world beside the clock and chance: the door to the gate, and keys that sign."""

from dataclasses import dataclass
from typing import Protocol

from ugyfelkapu.foundation.database import Database
from ugyfelkapu.identification import Identification
from ugyfelkapu.ports import Clock, Entropy, Signer


class KeyRing(Protocol):
    """The broker's signing keys through their whole life (rotation with overlap; RFC 7517)."""

    def signer(self, algorithm: str) -> Signer:
        """The key in force for `ES256` or `RS256`; `KeyError` for another algorithm."""

    def published(self) -> tuple[dict[str, str], ...]:
        """The public keys as JWKs: the one in force, the next, and the retired whose signatures may still be about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerWorld:
    """All that an action of the broker may reach."""

    database: Database
    clock: Clock
    entropy: Entropy
    keys: KeyRing
    identification: Identification
    issuer: str
    """The issuer identifier (OpenID Connect Discovery section 3), without a slash at the end."""
