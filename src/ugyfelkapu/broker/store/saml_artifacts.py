"""Answers that wait to be fetched; each goes out once, to its own service."""

from datetime import datetime

from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.foundation.database import Transaction

_ADD = """
    INSERT INTO saml_artifact (digest, client_id, message, expires_at) VALUES (:digest, :client_id, :message, :expires_at)
"""
_TAKE = """
    DELETE FROM saml_artifact WHERE digest = :digest AND client_id = :client_id AND expires_at > :now RETURNING message
"""


async def add(tx: Transaction, digest: bytes, *, client_id: ClientId, message: bytes, expires_at: datetime) -> None:
    """Keep a locked message for its service."""
    await tx.execute(_ADD, digest=digest, client_id=client_id, message=message, expires_at=expires_at)


async def take(tx: Transaction, digest: bytes, *, client_id: ClientId, now: datetime) -> bytes | None:
    """The locked message, once; of two who ask at once one gets it (SAML 2.0 Bindings section 3.6.5.2)."""
    row = await tx.one_or_none(_TAKE, digest=digest, client_id=client_id, now=now)
    return None if row is None else row.blob("message")
