"""The browser comes back from the gate: redeem its ticket, begin or renew the session (`ARCHITECTURE.md`, sign-on)."""

from datetime import datetime

from ugyfelkapu.broker.actions.entries import SYSTEM, session_entry
from ugyfelkapu.broker.actions.waiting import Browser, Waiting, waiting_lane
from ugyfelkapu.broker.domain.secret import IDENTIFIER_BYTES, SECRET_BYTES, SecretKind, digest_of, minted, text_of
from ugyfelkapu.broker.domain.session import BrokerSession, SessionId
from ugyfelkapu.broker.domain.sign_on import is_fresh, question_of
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import door, pending_requests, sessions
from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.journal import record
from ugyfelkapu.foundation.throttle import give_back
from ugyfelkapu.identification import Identified, Refusal, Ticket

MOST_MISSED = 100
"""Where so many changes came since the gate answered, nobody looks whose they are: the person signs in again."""


async def return_from_identification(
    world: BrokerWorld, waiting: Waiting, ticket: Ticket, *, browser: Browser, now: datetime
) -> str | Refusal:
    """The new session's secret for the browser, or why the gate gave no answer."""
    if waiting.pending.identification_id is None:
        return Refusal.UNKNOWN_TICKET
    answer = await world.identification.redeem(waiting.pending.identification_id, ticket)
    if isinstance(answer, Refusal):
        await note_gate_refusal(world, waiting, answer)
        return answer
    if not is_fresh(answer.identified_at, question_of(waiting.pending)):
        await note_gate_refusal(world, waiting, Refusal.SESSION_ENDED)
        return Refusal.SESSION_ENDED
    if answer.level.rank < waiting.pending.request.level_wish.least.rank:
        await note_gate_refusal(world, waiting, Refusal.LEVEL_NOT_REACHED)
        return Refusal.LEVEL_NOT_REACHED
    async with world.database.transaction() as tx:
        if await _is_overtaken(world, answer, followed=await door.hold(tx)):
            await pending_requests.note_gate_refusal(tx, waiting.pending.pending_id)
            return Refusal.SESSION_ENDED
        if waiting.pending.identified_at is None:
            await give_back(tx, [waiting_lane(browser.network, created_at=waiting.pending.created_at)])
        is_lower = answer.level.rank < waiting.pending.request.level_wish.first.rank
        await pending_requests.note_identification(tx, waiting.pending, is_level_waived=is_lower, now=now)
        return await _begin(tx, world, answer, browser=browser, now=now)


async def _is_overtaken(world: BrokerWorld, answer: Identified, *, followed: int) -> bool:
    """Whether a change that ended this answer was followed before there was a session to end (`security.md` 4)."""
    if followed <= answer.as_of:
        return False  # what is still to come finds the session: who follows waits for this transaction
    changes = await world.identification.changes_after(answer.as_of, limit=MOST_MISSED)
    return len(changes) == MOST_MISSED or any(
        change.subject_code == answer.subject_code and change.session_handle in {None, answer.session_handle}
        for change in changes
    )


async def note_gate_refusal(world: BrokerWorld, waiting: Waiting, refusal: Refusal) -> None:
    """The next question starts anew; a ticket that answers nothing, such as another tab's, leaves the question as it is."""
    if refusal is Refusal.UNKNOWN_TICKET:
        return
    async with world.database.transaction() as tx:
        await pending_requests.note_gate_refusal(tx, waiting.pending.pending_id)


async def _begin(tx: Transaction, world: BrokerWorld, answer: Identified, *, browser: Browser, now: datetime) -> str:
    """A session under a new secret (`security.md` 11); the same person's goes on, another person's ends first."""
    digest = digest_of(SecretKind.SESSION, browser.session_secret or "")
    running = await sessions.find(tx, digest) if digest else None
    if running is not None and running.subject_code != answer.subject_code:
        await sessions.end(tx, running.session_id, now=now)
        running = None
    chance = world.entropy.bytes(SECRET_BYTES + IDENTIFIER_BYTES)
    session = minted(SecretKind.SESSION, chance[:SECRET_BYTES])
    session_id = running.session_id if running else SessionId(text_of(chance[SECRET_BYTES:]))
    await sessions.put(tx, _session(session_id, answer, now=now), session.digest)
    reason = f"{answer.method} {answer.level}"
    await record(tx, session_entry(answer.subject_code, activity="session_begun", reason=reason, actor=SYSTEM, now=now))
    return session.secret


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
