"""The gate answered: a session for the browser, unless something happened to the person meanwhile (`ARCHITECTURE.md`)."""

from datetime import datetime

from ugyfelkapu.broker.actions.end_sessions import end_session
from ugyfelkapu.broker.actions.entries import SYSTEM, session_entry
from ugyfelkapu.broker.domain.secret import IDENTIFIER_BYTES, SECRET_BYTES, SecretKind, digest_of, minted, text_of
from ugyfelkapu.broker.domain.session import BrokerSession, SessionId
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import door, sessions
from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.journal import record
from ugyfelkapu.identification import Identified, StandingEvent

MOST_MISSED = 100
"""Where so many changes came since the gate answered, nobody looks whose they are: the person signs in again."""


async def begin_session(
    tx: Transaction, world: BrokerWorld, answer: Identified, *, session_secret: str | None, now: datetime
) -> str | None:
    """A session under a new secret (`security.md` 11); the same person's goes on, another person's ends first.

    `None`: a change that ended the answer was followed already (`security.md` 4).
    """
    if await _is_overtaken(world, answer, followed=await door.hold(tx)):
        return None
    digest = digest_of(SecretKind.SESSION, session_secret or "")
    running = await sessions.find(tx, digest) if digest else None
    if running is not None and running.subject_code != answer.subject_code:
        await end_session(tx, world, running.session_id, now=now)
        running = None
    chance = world.entropy.bytes(SECRET_BYTES + IDENTIFIER_BYTES)
    session = minted(SecretKind.SESSION, chance[:SECRET_BYTES])
    session_id = running.session_id if running else SessionId(text_of(chance[SECRET_BYTES:]))
    await sessions.put(tx, _session(session_id, answer, now=now), session.digest)
    reason = f"{answer.method} {answer.level}"
    await record(tx, session_entry(answer.subject_code, activity="session_begun", reason=reason, actor=SYSTEM, now=now))
    return session.secret


async def _is_overtaken(world: BrokerWorld, answer: Identified, *, followed: int) -> bool:
    """Whether a change that ended this answer was followed before there was a session to end (`security.md` 4)."""
    if followed <= answer.as_of:
        return False  # what is still to come finds the session: who follows waits for this transaction
    changes = await world.identification.changes_after(answer.as_of, limit=MOST_MISSED)
    return len(changes) == MOST_MISSED or any(
        change.event is not StandingEvent.REPRESENTATION_ENDED
        and change.subject_code == answer.subject_code
        and change.session_handle in {None, answer.session_handle}
        for change in changes
    )


def _session(session_id: SessionId, answer: Identified, *, now: datetime) -> BrokerSession:
    return BrokerSession(
        session_id=session_id,
        subject_code=answer.subject_code,
        session_handle=answer.session_handle,
        level=answer.level,
        method=answer.method,
        identified_at=answer.identified_at,
        last_used_at=now,
        family_name=answer.family_name,
        given_name=answer.given_name,
        email=answer.email,
    )
