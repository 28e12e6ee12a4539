"""Client assertions and proofs of possession that were used; each counts once (RFC 7523 section 3, RFC 9449 section 11.1)."""

from datetime import datetime
from hashlib import sha256

from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.foundation.database import Transaction

_USE = """
    INSERT INTO used_assertion (digest, expires_at) VALUES (:digest, :expires_at)
    ON CONFLICT (digest) DO NOTHING RETURNING digest
"""


async def use(tx: Transaction, client_id: ClientId, jti: str, *, expires_at: datetime) -> bool:
    """Whether this is the assertion's first use; of two at once one is."""
    return await _use(tx, f"{client_id} {jti}", expires_at)


async def use_proof(tx: Transaction, jkt: str, jti: str, *, expires_at: datetime) -> bool:
    """Whether this is the first proof of that name by the key of this thumbprint; of two at once one is."""
    return await _use(tx, f"dpop {jkt} {jti}", expires_at)  # no client has the name before it: ids are longer


async def _use(tx: Transaction, name: str, expires_at: datetime) -> bool:
    digest = sha256(name.encode()).digest()
    return await tx.one_or_none(_USE, digest=digest, expires_at=expires_at) is not None
