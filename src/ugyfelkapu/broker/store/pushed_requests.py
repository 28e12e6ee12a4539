"""Pushed requests: each is answered once, however often a browser brings its name meanwhile (RFC 9126 section 4)."""

from dataclasses import replace
from datetime import datetime

import msgspec

from ugyfelkapu.broker.domain.authorization import AuthorizationRequest
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.broker.domain.secret import SecretDigest
from ugyfelkapu.foundation.database import Reader, Transaction

_ADD = """
    INSERT INTO pushed_request (digest, client_id, request, expires_at) VALUES (:digest, :client_id, :request, :expires_at)
"""
_FIND = "SELECT request, expires_at FROM pushed_request WHERE digest = :digest AND client_id = :client_id"
_USE = "DELETE FROM pushed_request WHERE digest = :digest RETURNING client_id"

_decoder = msgspec.json.Decoder(AuthorizationRequest)


async def add(tx: Transaction, digest: SecretDigest, request: AuthorizationRequest, *, expires_at: datetime) -> None:
    """Keep a checked request until it is answered."""
    await tx.execute(
        _ADD,
        digest=digest,
        client_id=request.client_id,
        request=msgspec.json.encode(request).decode(),
        expires_at=expires_at,
    )


async def find(reader: Reader, digest: SecretDigest, client_id: ClientId, *, now: datetime) -> AuthorizationRequest | None:
    """This client's request; `None`: unknown, answered, another client's, or too late to be brought."""
    row = await reader.one_or_none(_FIND, digest=digest, client_id=client_id)
    if row is None or now >= row.instant("expires_at"):
        return None
    return replace(_decoder.decode(row.text("request")), pushed=digest.hex())


async def use_up(tx: Transaction, request: AuthorizationRequest) -> bool:
    """Whether this is the one answer to a pushed request; of two at once one is. What was not pushed may be answered."""
    return request.pushed is None or await tx.one_or_none(_USE, digest=bytes.fromhex(request.pushed)) is not None
