"""Services as registered: the record as JSON, their secret as a digest."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import msgspec

from ugyfelkapu.broker.domain.registration import Registrar
from ugyfelkapu.broker.domain.relying_party import ClientId, RelyingParty
from ugyfelkapu.broker.domain.secret import SecretDigest, may_be_identifier
from ugyfelkapu.foundation.database import Reader, Transaction

MOST_LISTED = 1000
MOST_REMEMBERED = 256
"""Decoded records kept in a process; each flow needs its service's twice. The whole list passes them by."""

_ADD = """
    INSERT INTO relying_party (client_id, secret_digest, record, registrar, registered_at)
    VALUES (:client_id, :secret_digest, :record, :registrar, :registered_at)
"""
_FIND = "SELECT secret_digest, record FROM relying_party WHERE client_id = :client_id AND ended_at IS NULL"
_EVER = "SELECT record FROM relying_party WHERE client_id = :client_id"
_ALL = f"SELECT record FROM relying_party WHERE ended_at IS NULL ORDER BY registered_at, client_id LIMIT {MOST_LISTED}"  # noqa: S608 - a constant

_decoder = msgspec.json.Decoder(RelyingParty)


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A service together with what proves it."""

    party: RelyingParty
    secret_digest: SecretDigest | None


async def add(tx: Transaction, client: Client, *, registrar: Registrar, now: datetime) -> None:
    """Register a service; its id is fresh chance and meets no other."""
    await tx.execute(
        _ADD,
        client_id=client.party.client_id,
        secret_digest=client.secret_digest,
        record=msgspec.json.encode(client.party).decode(),
        registrar=registrar,
        registered_at=now,
    )


async def find(reader: Reader, client_id: ClientId) -> Client | None:
    """The service of that id, unless it was ended."""
    row = await reader.one_or_none(_FIND, client_id=client_id) if may_be_identifier(client_id) else None
    if row is None:
        return None
    digest = row.blob_or_none("secret_digest")
    return Client(party=_decoded(row.text("record")), secret_digest=None if digest is None else SecretDigest(digest))


async def find_ever(reader: Reader, client_id: ClientId) -> RelyingParty | None:
    """The service of that id, ended or not, for those who are told where they were."""
    row = await reader.one_or_none(_EVER, client_id=client_id) if may_be_identifier(client_id) else None
    return None if row is None else _decoded(row.text("record"))


async def find_all(reader: Reader) -> list[RelyingParty]:
    """Every registered service, oldest first."""
    return [_decoder.decode(row.text("record")) for row in await reader.all(_ALL)]


@lru_cache(maxsize=MOST_REMEMBERED)
def _decoded(record: str) -> RelyingParty:
    """Pure, so that whoever changes a record asks for another value; whether the service may still act is read each time."""
    return _decoder.decode(record)
