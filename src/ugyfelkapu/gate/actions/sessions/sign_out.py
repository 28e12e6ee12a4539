"""Signing out at the gate ends the broker's session too: it is told with the same commit (`identification.py`)."""

from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.domain.secret import SecretKind, digest_of
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import sessions, standing_changes
from ugyfelkapu.identification import StandingEvent


async def sign_out(world: GateWorld, cookie: str) -> None:
    """End the session of this cookie; a second time, or without one, nothing happens."""
    digest = digest_of(SecretKind.SESSION, cookie)
    session = await sessions.find(world.database.reader, digest) if digest else None
    if session is None:
        return
    async with world.database.transaction() as tx:
        await end_session(tx, session.session_id, reason="owners_request", now=world.clock.now())


async def end_session(tx: Transaction, session_id: str, *, reason: str, now: datetime) -> None:
    """End a session, once, and tell the broker."""
    gate_id = await sessions.end(tx, session_id, now=now)
    if gate_id is None:
        return
    event = OwnerEvent(at=now, activity=Activity.SIGN_OUT, data_set=DataSet.CREDENTIALS, gate_id=gate_id, reason=reason)
    await note(tx, event)
    await standing_changes.add(tx, gate_id, StandingEvent.SESSION_ENDED, session_id=session_id, now=now)
