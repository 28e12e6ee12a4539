"""A clerk's session: who is signed in by this cookie, and the end of it."""

from datetime import datetime

from ugyfelkapu.gate.actions.journal.clerk_journal import Passage, note
from ugyfelkapu.gate.domain.clerk_session import should_note_use, times_at
from ugyfelkapu.gate.domain.office import Clerk
from ugyfelkapu.gate.domain.secret import SecretKind, digest_of
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import clerk_sessions
from ugyfelkapu.gate.store.clerk_sessions import Stage


async def clerk_of_session(world: GateWorld, secret: str, *, now: datetime) -> Clerk | None:
    """Who is fully signed in; using the session keeps it from going idle."""
    digest = digest_of(SecretKind.CLERK_SESSION, secret)
    if digest is None:
        return None
    idle_since = times_at(now).idle_since
    session = await clerk_sessions.live(world.database.reader, digest, Stage.SIGNED_IN, now=now, idle_since=idle_since)
    if session is None:
        return None
    if should_note_use(session.seen_at, now=now):
        async with world.database.transaction() as tx:
            await clerk_sessions.seen(tx, digest, now=now)
    return session.clerk


async def sign_out_clerk(world: GateWorld, secret: str) -> None:
    """End the session, at whichever stage it is; unknown ones are over already."""
    kind = SecretKind.PENDING_CLERK if secret.startswith(f"{SecretKind.PENDING_CLERK}_") else SecretKind.CLERK_SESSION
    digest = digest_of(kind, secret)
    if digest is None:
        return
    async with world.database.transaction() as tx:
        clerk_id = await clerk_sessions.end(tx, digest)
        if clerk_id is not None:
            await note(tx, Passage.OUT, clerk_id, now=world.clock.now())


async def sweep_clerk_sessions(world: GateWorld, *, now: datetime) -> None:
    """Delete sessions that are over; the worker's."""
    async with world.database.transaction() as tx:
        await clerk_sessions.sweep(tx, now=now, idle_since=times_at(now).idle_since)
