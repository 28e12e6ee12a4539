"""Client assertions that were used; each counts once (RFC 7523 section 3, `jti`)."""

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
    digest = sha256(f"{client_id} {jti}".encode()).digest()
    return await tx.one_or_none(_USE, digest=digest, expires_at=expires_at) is not None
