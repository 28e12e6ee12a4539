"""End the person's session at the broker and at the gate, and all that hangs on it (RP-Initiated Logout section 2)."""

from datetime import datetime

from ugyfelkapu.broker.actions.end_sessions import Leaving, end_session, end_sessions_by_handle
from ugyfelkapu.broker.actions.entries import SYSTEM, session_entry
from ugyfelkapu.broker.domain.logout_notice import SignOutId
from ugyfelkapu.broker.domain.secret import SecretKind, digest_of
from ugyfelkapu.broker.domain.session import BrokerSession, is_live
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import sessions
from ugyfelkapu.foundation.journal import record
from ugyfelkapu.identification import Refusal


async def find_session(world: BrokerWorld, session_secret: str | None) -> BrokerSession | None:
    """The live session a browser carries."""
    digest = digest_of(SecretKind.SESSION, session_secret or "")
    session = await sessions.find(world.database.reader, digest) if digest else None
    return session if session and is_live(session, now=world.clock.now()) else None


async def sign_out(world: BrokerWorld, session: BrokerSession, *, reason: str, leaving: Leaving) -> SignOutId | None:
    """End both sessions; the gate's first, since its end reaches the broker anyway even if this process dies between.

    Which end it was, for the page that tells what services say; `None`: the session had ended already.
    """
    await world.identification.end(session.session_handle)
    now = world.clock.now()
    async with world.database.transaction() as tx:
        ended = await end_session(tx, world, session.session_id, leaving=leaving, now=now)
        if ended is not None:
            subject = session.subject_code
            await record(tx, session_entry(subject, activity="signed_out", reason=reason, actor=subject, now=now))
    return ended


async def end_after_the_gates(world: BrokerWorld, session: BrokerSession, refusal: Refusal, *, now: datetime) -> None:
    """The gate's session behind this one is over, so the person signs in anew; a session renewed meanwhile goes on."""
    async with world.database.transaction() as tx:
        if await end_sessions_by_handle(tx, world, session.session_handle, now=now):
            subject = session.subject_code
            await record(tx, session_entry(subject, activity="session_ended", reason=refusal, actor=SYSTEM, now=now))
