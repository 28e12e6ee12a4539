"""Sessions at the gate: one row each, found by the digest of the cookie, ended by a mark and kept a while as history."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ugyfelkapu.foundation.database import Reader, Row, Transaction, Value
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.secret import Digest
from ugyfelkapu.gate.domain.session import IDLE_MINUTES, LIFETIME_HOURS, Session
from ugyfelkapu.identification import AssuranceLevel, IdentificationMethod

LISTED = 100
"""So many running sessions are shown, and ended at once by their owner."""

_BEGIN = """
    INSERT INTO gate_session (session_id, digest, gate_id, method, level, identified_at, last_seen_at, address, description)
    VALUES (:session_id, :digest, :gate_id, :method, :level, :now, :now, :address, :description)
"""
_RENEW = """
    UPDATE gate_session
       SET digest = :digest, method = :method, level = :level, identified_at = :now, last_seen_at = :now, address = :address
     WHERE digest = :former AND gate_id = :gate_id AND ended_at IS NULL
 RETURNING session_id
"""
_LIVE = """
    SELECT session_id, gate_session.gate_id, method, level, identified_at, last_seen_at
      FROM gate_session JOIN gate ON gate.gate_id = gate_session.gate_id AND gate.standing = 'active'
     WHERE ended_at IS NULL
"""
_BY_DIGEST = _LIVE + " AND digest = :digest"
_BY_ID = _LIVE + " AND session_id = :session_id"
_TOUCH = "UPDATE gate_session SET last_seen_at = :now WHERE session_id = :session_id AND last_seen_at < :now"
_END = """
    UPDATE gate_session SET ended_at = :now WHERE session_id = :session_id AND ended_at IS NULL RETURNING gate_id
"""
_END_OF_GATE = """
    UPDATE gate_session SET ended_at = :now
     WHERE gate_id = :gate_id AND ended_at IS NULL AND session_id <> :kept
 RETURNING session_id
"""
_LIVE_OF_GATE = """
    SELECT session_id, identified_at, last_seen_at, address, description, method FROM gate_session
     WHERE gate_id = :gate_id AND ended_at IS NULL AND last_seen_at > :idle_since AND identified_at > :begun_by
     ORDER BY identified_at DESC LIMIT :listed
"""
_OVER = "ended_at IS NULL AND (last_seen_at <= :idle_since OR identified_at <= :begun_by)"
_END_OVER = f"""
    UPDATE gate_session SET ended_at = :now
     WHERE {_OVER} AND session_id IN (SELECT session_id FROM gate_session WHERE {_OVER} LIMIT :many)
 RETURNING session_id, gate_id
"""  # noqa: S608 - made of this file's constants
_PURGE = "DELETE FROM gate_session WHERE identified_at <= :before"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """A session about to begin, and what its owner will be shown of it."""

    session_id: str
    digest: Digest
    gate_id: GateId
    method: IdentificationMethod
    level: AssuranceLevel
    address: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedSession:
    """A session whose time was over, and whose it was."""

    session_id: str
    gate_id: GateId


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSession:
    """A running session as its owner is shown it."""

    session_id: str
    identified_at: datetime
    last_seen_at: datetime
    address: str
    description: str
    method: IdentificationMethod


async def begin(tx: Transaction, new: NewSession, *, former: Digest | None, now: datetime) -> str:
    """Begin a session; if this browser (`former`) has one of the same gate, that one goes on under a new secret.

    Returns the session's handle: the same as before when it goes on, so that what hangs on it goes on too.
    """
    values: dict[str, Value] = {
        "digest": new.digest,
        "gate_id": new.gate_id,
        "method": new.method,
        "level": new.level,
        "now": now,
    }
    if former and (row := await tx.one_or_none(_RENEW, former=former, address=new.address, **values)):
        return row.text("session_id")
    await tx.execute(_BEGIN, session_id=new.session_id, address=new.address, description=new.description, **values)
    return new.session_id


async def find(reader: Reader, digest: Digest) -> Session | None:
    """The session of this cookie, unless it or its gate was ended; whether it is live is the domain's to say."""
    row = await reader.one_or_none(_BY_DIGEST, digest=digest)
    return _session(row) if row else None


async def by_handle(reader: Reader, session_id: str) -> Session | None:
    """The session of this handle, unless it or its gate was ended."""
    row = await reader.one_or_none(_BY_ID, session_id=session_id)
    return _session(row) if row else None


async def touch(tx: Transaction, session_id: str, *, now: datetime) -> None:
    """Write down that the session is in use."""
    await tx.execute(_TOUCH, session_id=session_id, now=now)


async def end(tx: Transaction, session_id: str, *, now: datetime) -> GateId | None:
    """End a session: of two callers one gets the gate's id."""
    row = await tx.one_or_none(_END, session_id=session_id, now=now)
    return GateId(row.text("gate_id")) if row else None


async def end_of_gate(tx: Transaction, gate_id: GateId, *, kept: str, now: datetime) -> list[str]:
    """End the gate's sessions but the one to keep (empty: all); the handles of those that ended."""
    rows = await tx.all(_END_OF_GATE, gate_id=gate_id, kept=kept, now=now)
    return [row.text("session_id") for row in rows]


async def live_of_gate(reader: Reader, gate_id: GateId, *, now: datetime) -> list[LiveSession]:
    """The gate's running sessions, the latest sign-in first."""
    idle_since, begun_by = now - timedelta(minutes=IDLE_MINUTES), now - timedelta(hours=LIFETIME_HOURS)
    rows = await reader.all(_LIVE_OF_GATE, gate_id=gate_id, idle_since=idle_since, begun_by=begun_by, listed=LISTED)
    return [
        LiveSession(
            session_id=row.text("session_id"),
            identified_at=row.instant("identified_at"),
            last_seen_at=row.instant("last_seen_at"),
            address=row.text("address"),
            description=row.text("description"),
            method=IdentificationMethod(row.text("method")),
        )
        for row in rows
    ]


async def end_over(
    tx: Transaction, *, idle_since: datetime, begun_by: datetime, many: int, now: datetime
) -> list[EndedSession]:
    """Mark sessions whose time is over, at most `many`, so that no clock set back revives them; which they were."""
    rows = await tx.all(_END_OVER, idle_since=idle_since, begun_by=begun_by, many=many, now=now)
    return [EndedSession(session_id=row.text("session_id"), gate_id=GateId(row.text("gate_id"))) for row in rows]


async def purge(tx: Transaction, *, before: datetime) -> int:
    """Remove sessions that began before; how many."""
    return await tx.execute(_PURGE, before=before)


def _session(row: Row) -> Session:
    return Session(
        session_id=row.text("session_id"),
        gate_id=row.text("gate_id"),
        method=IdentificationMethod(row.text("method")),
        level=AssuranceLevel(row.text("level")),
        identified_at=row.instant("identified_at"),
        last_seen_at=row.instant("last_seen_at"),
    )
