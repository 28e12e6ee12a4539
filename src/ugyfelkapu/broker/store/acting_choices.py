"""On whose behalf a person last signed on at a service in one session, for silent renewals; no names."""

from ugyfelkapu.broker.domain.acting import Acting, ActingKind
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.broker.domain.session import SessionId
from ugyfelkapu.foundation.database import Reader, Transaction

_PUT = """
    INSERT INTO acting_choice (session_id, client_id, kind, reference) VALUES (:session_id, :client_id, :kind, :reference)
    ON CONFLICT (session_id, client_id) DO UPDATE SET kind = excluded.kind, reference = excluded.reference
"""
_FIND = "SELECT kind, reference FROM acting_choice WHERE session_id = :session_id AND client_id = :client_id"


async def put(tx: Transaction, session_id: SessionId, client_id: ClientId, *, acting: Acting) -> None:
    """Remember the choice that was answered with."""
    await tx.execute(_PUT, session_id=session_id, client_id=client_id, kind=acting.kind, reference=acting.reference)


async def find(reader: Reader, session_id: SessionId, client_id: ClientId) -> Acting | None:
    """The last choice of this session at this service."""
    row = await reader.one_or_none(_FIND, session_id=session_id, client_id=client_id)
    return None if row is None else Acting(kind=ActingKind(row.text("kind")), reference=row.text("reference"))
