"""Clerks' sessions in the database; a session that is over, idle too long or its clerk's dismissal is no session."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.gate.domain.office import Clerk, ClerkId
from ugyfelkapu.gate.domain.secret import Digest
from ugyfelkapu.gate.store.offices import clerk_of

_BEGIN = """
    INSERT INTO clerk_session (digest, clerk_id, stage, started_at, seen_at, ends_at)
    VALUES (:digest, :clerk_id, :stage, :now, :now, :ends_at)
"""

_LIVE = """
    SELECT body.body_id, body.kind, body.name, clerk.clerk_id, clerk.role, clerk.username, clerk.family_name,
           clerk.given_name, clerk.identity_key, session.seen_at
      FROM clerk_session AS session
      JOIN clerk ON clerk.clerk_id = session.clerk_id
      JOIN registration_body AS body ON body.body_id = clerk.body_id
     WHERE session.digest = :digest AND session.stage = :stage AND session.ends_at > :now
       AND session.seen_at > :idle_since AND clerk.dismissed_at IS NULL
"""

_SEEN = "UPDATE clerk_session SET seen_at = :now WHERE digest = :digest AND seen_at < :now"
_END = "DELETE FROM clerk_session WHERE digest = :digest RETURNING clerk_id"
_SWEEP = "DELETE FROM clerk_session WHERE ends_at <= :now OR seen_at <= :idle_since"


class Stage(StrEnum):
    """How far a clerk has come."""

    PASSWORD_GIVEN = "password_given"  # noqa: S105 - the name of a stage, no secret
    SIGNED_IN = "signed_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A live session: whose, and when it was last used."""

    clerk: Clerk
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """A session to be kept."""

    digest: Digest
    clerk_id: ClerkId
    stage: Stage
    ends_at: datetime


async def begin(tx: Transaction, beginning: Beginning, *, now: datetime) -> None:
    """Keep a new session."""
    await tx.execute(
        _BEGIN,
        digest=beginning.digest,
        clerk_id=beginning.clerk_id,
        stage=beginning.stage,
        now=now,
        ends_at=beginning.ends_at,
    )


async def live(reader: Reader, digest: Digest, stage: Stage, *, now: datetime, idle_since: datetime) -> Seen | None:
    """The session if it has come to this stage, has not ended and was used after `idle_since`."""
    row = await reader.one_or_none(_LIVE, digest=digest, stage=stage, now=now, idle_since=idle_since)
    return None if row is None else Seen(clerk=clerk_of(row), seen_at=row.instant("seen_at"))


async def seen(tx: Transaction, digest: Digest, *, now: datetime) -> None:
    """Note that the session was used."""
    await tx.execute(_SEEN, digest=digest, now=now)


async def end(tx: Transaction, digest: Digest) -> ClerkId | None:
    """End a session; whose it was, or `None` when there was none."""
    row = await tx.one_or_none(_END, digest=digest)
    return None if row is None else ClerkId(row.text("clerk_id"))


async def sweep(tx: Transaction, *, now: datetime, idle_since: datetime) -> None:
    """Delete what is over; expiry itself is checked at use."""
    await tx.execute(_SWEEP, now=now, idle_since=idle_since)
