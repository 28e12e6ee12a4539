"""Pushed requests: each is taken once, by the browser that its service sends along (RFC 9126 section 4)."""

from datetime import datetime

import msgspec

from ugyfelkapu.broker.domain.authorization import AuthorizationRequest
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.broker.domain.secret import SecretDigest
from ugyfelkapu.foundation.database import Transaction

_ADD = """
    INSERT INTO pushed_request (digest, client_id, request, expires_at) VALUES (:digest, :client_id, :request, :expires_at)
"""
_TAKE = """
    DELETE FROM pushed_request WHERE digest = :digest AND client_id = :client_id RETURNING request, expires_at
"""

_decoder = msgspec.json.Decoder(AuthorizationRequest)


async def add(tx: Transaction, digest: SecretDigest, request: AuthorizationRequest, *, expires_at: datetime) -> None:
    """Keep a checked request until it is taken."""
    await tx.execute(
        _ADD,
        digest=digest,
        client_id=request.client_id,
        request=msgspec.json.encode(request).decode(),
        expires_at=expires_at,
    )


async def take(tx: Transaction, digest: SecretDigest, client_id: ClientId, *, now: datetime) -> AuthorizationRequest | None:
    """This client's request; of two callers one gets it. `None`: unknown, taken, another client's, or too late."""
    row = await tx.one_or_none(_TAKE, digest=digest, client_id=client_id)
    return _decoder.decode(row.text("request")) if row and now < row.instant("expires_at") else None
