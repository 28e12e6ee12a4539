"""Services as registered: the record as JSON, their secret as a digest."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import msgspec

from ugyfelkapu.broker.domain.registering.registration import Registrar
from ugyfelkapu.broker.domain.relying_party import ClientId, RelyingParty
from ugyfelkapu.broker.domain.secret import SecretDigest, may_be_identifier
from ugyfelkapu.foundation.database import Reader, Row, Transaction

MOST_LISTED = 1000
MOST_REMEMBERED = 256
"""Decoded records kept in a process; each flow needs its service's twice. The whole list passes them by."""

_ADD = """
    INSERT INTO relying_party (client_id, secret_digest, record, registrar, registered_at, management_digest)
    VALUES (:client_id, :secret_digest, :record, :registrar, :registered_at, :management_digest)
"""
_MANAGED = """
    SELECT secret_digest, record, registered_at FROM relying_party
     WHERE client_id = :client_id AND management_digest = :management_digest AND ended_at IS NULL
"""
_REPLACE = """
    UPDATE relying_party SET record = :record, secret_digest = :secret_digest
     WHERE client_id = :client_id AND management_digest = :management_digest AND ended_at IS NULL
 RETURNING client_id
"""
_END = "UPDATE relying_party SET ended_at = :now WHERE client_id = :client_id AND ended_at IS NULL RETURNING client_id"
_FIND = "SELECT secret_digest, record FROM relying_party WHERE client_id = :client_id AND ended_at IS NULL"
_EVER = "SELECT record FROM relying_party WHERE client_id = :client_id"
_ALL = f"SELECT record FROM relying_party WHERE ended_at IS NULL ORDER BY registered_at, client_id LIMIT {MOST_LISTED}"  # noqa: S608 - a constant

_decoder = msgspec.json.Decoder(RelyingParty)


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A service together with what proves it."""

    party: RelyingParty
    secret_digest: SecretDigest | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Managed:
    """A service whose registration its owner manages."""

    client: Client
    registered_at: datetime


async def add(
    tx: Transaction, client: Client, *, registrar: Registrar, management_digest: SecretDigest | None, now: datetime
) -> None:
    """Register a service; its id is fresh chance and meets no other."""
    await tx.execute(
        _ADD,
        client_id=client.party.client_id,
        secret_digest=client.secret_digest,
        record=msgspec.json.encode(client.party).decode(),
        registrar=registrar,
        registered_at=now,
        management_digest=management_digest,
    )


async def find_managed(reader: Reader, client_id: ClientId, management_digest: SecretDigest) -> Managed | None:
    """The service of that id, if this token manages it."""
    if not may_be_identifier(client_id):
        return None
    row = await reader.one_or_none(_MANAGED, client_id=client_id, management_digest=management_digest)
    return None if row is None else Managed(client=_client(row), registered_at=row.instant("registered_at"))


async def replace(tx: Transaction, client: Client, *, management_digest: SecretDigest) -> bool:
    """Give a service another record and secret; whether it is still there and still managed by this token."""
    changed = await tx.one_or_none(
        _REPLACE,
        client_id=client.party.client_id,
        management_digest=management_digest,
        record=msgspec.json.encode(client.party).decode(),
        secret_digest=client.secret_digest,
    )
    return changed is not None


async def end(tx: Transaction, client_id: ClientId, *, now: datetime) -> bool:
    """End a service, if it has not ended yet; its record stays for those who ask where they were."""
    return await tx.one_or_none(_END, client_id=client_id, now=now) is not None


async def find(reader: Reader, client_id: ClientId) -> Client | None:
    """The service of that id, unless it was ended."""
    row = await reader.one_or_none(_FIND, client_id=client_id) if may_be_identifier(client_id) else None
    return None if row is None else _client(row)


async def find_ever(reader: Reader, client_id: ClientId) -> RelyingParty | None:
    """The service of that id, ended or not, for those who are told where they were."""
    row = await reader.one_or_none(_EVER, client_id=client_id) if may_be_identifier(client_id) else None
    return None if row is None else _decoded(row.text("record"))


async def find_all(reader: Reader) -> list[RelyingParty]:
    """Every registered service, oldest first."""
    return [_decoder.decode(row.text("record")) for row in await reader.all(_ALL)]


def _client(row: Row) -> Client:
    digest = row.blob_or_none("secret_digest")
    return Client(party=_decoded(row.text("record")), secret_digest=None if digest is None else SecretDigest(digest))


@lru_cache(maxsize=MOST_REMEMBERED)
def _decoded(record: str) -> RelyingParty:
    """Pure, so that whoever changes a record asks for another value; whether the service may still act is read each time."""
    return _decoder.decode(record)
