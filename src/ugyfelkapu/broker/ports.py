"""What the broker asks of the world beside the clock and chance: the door to the gate, and keys that sign."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from ugyfelkapu.foundation.database import Database
from ugyfelkapu.identification import Identification
from ugyfelkapu.ports import Clock, DocumentSeal, Entropy, Signer

KEY_SET_CACHED = timedelta(minutes=5)
"""How long a service may keep the key set; a key signs only after it was published for that long."""


class KeyRing(Protocol):
    """The broker's signing keys through their whole life (rotation with overlap; RFC 7517)."""

    def signer(self, algorithm: str) -> Signer:
        """The key in force for an algorithm of `TokenAlgorithm`; `KeyError` for another."""

    def rotate(self) -> Mapping[str, datetime]:
        """Give every algorithm a new next key; from when the former next ones sign."""

    def published(self) -> tuple[dict[str, str], ...]:
        """The public keys as JWKs: the one in force, the next, and the retired whose signatures may still be about.

        The same tuple until the keys change, so that what was made of it may be kept beside it.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerWorld:
    """All that an action of the broker may reach."""

    database: Database
    clock: Clock
    entropy: Entropy
    keys: KeyRing
    identification: Identification
    seal: DocumentSeal
    """On the copies that people take along."""
    issuer: str
    """The issuer identifier (OpenID Connect Discovery section 3), without a slash at the end."""
    loopback_allowed: bool
    """Whether services may be registered at plain http on loopback: in the demo alone."""
