"""Initial access tokens: who holds one may register services (RFC 7591 section 3)."""

from datetime import datetime

from ugyfelkapu.broker.domain.secret import SecretDigest
from ugyfelkapu.foundation.database import Reader, Transaction

_ADD = """
    INSERT INTO registration_token (digest, purpose, issued_at, expires_at)
    VALUES (:digest, :purpose, :issued_at, :expires_at)
"""
_FIND = "SELECT purpose FROM registration_token WHERE digest = :digest AND expires_at > :now"


async def add(tx: Transaction, digest: SecretDigest, *, purpose: str, now: datetime, expires_at: datetime) -> None:
    """Keep a token; `purpose` says in words whom it was given to."""
    await tx.execute(_ADD, digest=digest, purpose=purpose, issued_at=now, expires_at=expires_at)


async def purpose_of(reader: Reader, digest: SecretDigest, *, now: datetime) -> str | None:
    """Whom a good token was given to; `None` for any other."""
    row = await reader.one_or_none(_FIND, digest=digest, now=now)
    return None if row is None else row.text("purpose")
