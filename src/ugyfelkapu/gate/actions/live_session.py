"""The session behind a cookie, if it holds at this instant: expiry and standing are checked at use (`docs/security.md`)."""

from ugyfelkapu.gate.domain.secret import SecretKind, digest_of
from ugyfelkapu.gate.domain.session import Session, is_live, should_touch
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import sessions


async def live_session(world: GateWorld, cookie: str) -> Session | None:
    """The live session of this cookie; using it puts its end off."""
    digest = digest_of(SecretKind.SESSION, cookie)
    session = await sessions.find(world.database.reader, digest) if digest else None
    now = world.clock.now()
    if session is None or not is_live(session, now=now):
        return None
    if should_touch(session, now=now):
        async with world.database.transaction() as tx:
            await sessions.touch(tx, session.session_id, now=now)
    return session
