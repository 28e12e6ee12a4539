"""Refused requests of services, few and not for long, and who may look at them now."""

from datetime import datetime

import msgspec

from ugyfelkapu.broker.domain.refused_request import KEPT_FOR, MOST_KEPT, RefusedRequest
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.broker.domain.secret import SecretDigest
from ugyfelkapu.foundation.database import Reader, Transaction

_ADD = """
    INSERT INTO refused_request (refusal_id, client_id, at, endpoint, error, description, sent)
    VALUES (:refusal_id, :client_id, :at, :endpoint, :error, :description, :sent)
"""
_MAKE_ROOM = f"""
    DELETE FROM refused_request WHERE client_id = :client_id AND refusal_id NOT IN (
        SELECT refusal_id FROM refused_request WHERE client_id = :client_id ORDER BY at DESC, refusal_id LIMIT {MOST_KEPT})
"""  # noqa: S608 - a constant
_FORGET = "DELETE FROM refused_request WHERE at <= :kept_since"
_FORGET_VISITS = "DELETE FROM developer_visit WHERE expires_at <= :now"
_OF_CLIENT = f"""
    SELECT at, endpoint, error, description, sent FROM refused_request
     WHERE client_id = :client_id AND at > :kept_since ORDER BY at DESC, refusal_id LIMIT {MOST_KEPT}
"""  # noqa: S608 - a constant
_OPEN = "INSERT INTO developer_visit (digest, client_id, expires_at) VALUES (:digest, :client_id, :expires_at)"
_VISITED = "SELECT client_id FROM developer_visit WHERE digest = :digest AND expires_at > :now"

_sent = msgspec.json.Decoder(tuple[tuple[str, str], ...])


async def add(tx: Transaction, refusal_id: str, refusal: RefusedRequest) -> None:
    """Keep a refusal; those of the same service beyond the limit go, the oldest first."""
    await tx.execute(
        _ADD,
        refusal_id=refusal_id,
        client_id=refusal.client_id,
        at=refusal.at,
        endpoint=refusal.endpoint,
        error=refusal.error,
        description=refusal.description,
        sent=msgspec.json.encode(refusal.sent).decode(),
    )
    await tx.execute(_MAKE_ROOM, client_id=refusal.client_id)


async def forget_old(tx: Transaction, *, now: datetime) -> int:
    """Remove what is older than a day, and visits that are over; how many."""
    return await tx.execute(_FORGET, kept_since=now - KEPT_FOR) + await tx.execute(_FORGET_VISITS, now=now)


async def of_client(reader: Reader, client_id: ClientId, *, now: datetime) -> list[RefusedRequest]:
    """A service's refusals of the last day, the newest first."""
    return [
        RefusedRequest(
            client_id=client_id,
            at=row.instant("at"),
            endpoint=row.text("endpoint"),
            error=row.text("error"),
            description=row.text("description"),
            sent=_sent.decode(row.text("sent")),
        )
        for row in await reader.all(_OF_CLIENT, client_id=client_id, kept_since=now - KEPT_FOR)
    ]


async def open_visit(tx: Transaction, digest: SecretDigest, client_id: ClientId, *, expires_at: datetime) -> None:
    """Let whoever holds the secret look at a service's refusals for a while."""
    await tx.execute(_OPEN, digest=digest, client_id=client_id, expires_at=expires_at)


async def visited(reader: Reader, digest: SecretDigest, *, now: datetime) -> ClientId | None:
    """Whose refusals the holder of the secret may look at."""
    row = await reader.one_or_none(_VISITED, digest=digest, now=now)
    return None if row is None else ClientId(row.text("client_id"))
