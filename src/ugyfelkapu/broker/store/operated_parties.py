"""Services that the operator alone keeps: put in, changed, ended and taken back (SAML services and their metadata)."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from ugyfelkapu.broker.domain.registering.registration import Registrar
from ugyfelkapu.broker.domain.relying_party import ClientId, RelyingParty
from ugyfelkapu.foundation.database import Reader, Transaction

MOST_SOURCES = 1000

_PUT = """
    INSERT INTO relying_party (client_id, record, registrar, registered_at)
    VALUES (:client_id, :record, :registrar, :now)
        ON CONFLICT (client_id) DO UPDATE SET record = excluded.record, ended_at = NULL
     WHERE relying_party.ended_at IS NOT NULL
 RETURNING client_id
"""
_CHANGE = """
    UPDATE relying_party SET record = :record
     WHERE client_id = :client_id AND record = :former AND ended_at IS NULL
 RETURNING client_id
"""
_PUT_SOURCE = """
    INSERT INTO saml_metadata_source (client_id, due_at, refreshed_at) VALUES (:client_id, :due_at, :now)
        ON CONFLICT (client_id) DO UPDATE SET due_at = excluded.due_at, refreshed_at = excluded.refreshed_at, fault = NULL
"""
_NOTE_REFRESHED = """
    UPDATE saml_metadata_source SET due_at = :due_at, refreshed_at = :now, fault = NULL WHERE client_id = :client_id
"""
_DROP_SOURCE = "DELETE FROM saml_metadata_source WHERE client_id = :client_id"
_TAKE_DUE = """
    UPDATE saml_metadata_source SET due_at = :again_at
     WHERE client_id = (SELECT client_id FROM saml_metadata_source WHERE due_at <= :now ORDER BY due_at, client_id LIMIT 1)
       AND due_at <= :now
 RETURNING client_id
"""
_NOTE_FAULT = """
    UPDATE saml_metadata_source SET fault = :fault
     WHERE client_id = :client_id AND (fault IS NULL OR fault <> :fault)
 RETURNING client_id
"""
_SOURCES = f"""
    SELECT saml_metadata_source.client_id, refreshed_at, due_at, fault FROM saml_metadata_source
      JOIN relying_party ON relying_party.client_id = saml_metadata_source.client_id
     WHERE ended_at IS NULL ORDER BY refreshed_at, saml_metadata_source.client_id LIMIT {MOST_SOURCES}
"""  # noqa: S608 - a constant


_KEPT = "SELECT record FROM relying_party WHERE client_id = :client_id AND ended_at IS NULL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A service, and the very text of its record, by which it is known again when it is changed."""

    party: RelyingParty
    record: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How it stands with a service's metadata at their address."""

    client_id: ClientId
    refreshed_at: datetime
    due_at: datetime
    fault: str | None


async def put(tx: Transaction, party: RelyingParty, *, now: datetime) -> bool:
    """Put a service in, or back where it had ended; whether it was not there."""
    row = await tx.one_or_none(_PUT, client_id=party.client_id, record=_encoded(party), registrar=Registrar.OPERATOR, now=now)
    return row is not None


async def find_kept(reader: Reader, client_id: ClientId) -> Kept | None:
    """The service as it is kept now, unless it ended."""
    row = await reader.one_or_none(_KEPT, client_id=client_id)
    if row is None:
        return None
    record = row.text("record")
    return Kept(party=msgspec.json.decode(record, type=RelyingParty), record=record)


async def change(tx: Transaction, party: RelyingParty, *, former: Kept) -> bool:
    """Put a service in the place of what it was; whether it still was that."""
    row = await tx.one_or_none(_CHANGE, client_id=party.client_id, record=_encoded(party), former=former.record)
    return row is not None


async def put_source(tx: Transaction, client_id: ClientId, *, due_at: datetime, now: datetime) -> None:
    """Have the metadata asked for again; they are new now."""
    await tx.execute(_PUT_SOURCE, client_id=client_id, due_at=due_at, now=now)


async def note_refreshed(tx: Transaction, client_id: ClientId, *, due_at: datetime, now: datetime) -> None:
    """The metadata are new now; those of a service that ended meanwhile stay forgotten."""
    await tx.execute(_NOTE_REFRESHED, client_id=client_id, due_at=due_at, now=now)


async def drop_source(tx: Transaction, client_id: ClientId) -> None:
    """Never ask again."""
    await tx.execute(_DROP_SOURCE, client_id=client_id)


async def take_due(tx: Transaction, *, now: datetime, again_at: datetime) -> ClientId | None:
    """A service whose metadata are due; nobody else gets it before `again_at`, whatever becomes of this try."""
    row = await tx.one_or_none(_TAKE_DUE, now=now, again_at=again_at)
    return None if row is None else ClientId(row.text("client_id"))


async def note_fault(tx: Transaction, client_id: ClientId, fault: str) -> bool:
    """Keep why the last try failed; whether that is news."""
    return await tx.one_or_none(_NOTE_FAULT, client_id=client_id, fault=fault) is not None


async def sources(reader: Reader) -> list[SourceState]:
    """Every service with an address for its metadata, the longest not refreshed first."""
    return [
        SourceState(
            client_id=ClientId(row.text("client_id")),
            refreshed_at=row.instant("refreshed_at"),
            due_at=row.instant("due_at"),
            fault=row.text_or_none("fault"),
        )
        for row in await reader.all(_SOURCES)
    ]


def _encoded(party: RelyingParty) -> str:
    return msgspec.json.encode(party).decode()
