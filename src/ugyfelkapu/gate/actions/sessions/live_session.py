"""The session behind a cookie, if it holds at this instant: expiry and standing are checked at use (`docs/security.md`)."""

from dataclasses import dataclass

from ugyfelkapu.gate.domain.gate import Gate, GateId
from ugyfelkapu.gate.domain.secret import SecretKind, digest_of
from ugyfelkapu.gate.domain.session import Session, is_fresh, is_live, should_touch
from ugyfelkapu.gate.domain.sign_in import Account
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import gates, sessions, sign_ins


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningSession:
    """Who is signed in with this browser, and whether they may change the ways in."""

    session: Session
    account: Account
    fresh: bool

    @property
    def username(self) -> str:
        """Whose it is."""
        return self.account.username


async def running_session(world: GateWorld, cookie: str) -> RunningSession | None:
    """The live session of this cookie and its gate."""
    session = await live_session(world, cookie)
    account = await sign_ins.account_of(world.database.reader, GateId(session.gate_id), device=None) if session else None
    if session is None or account is None:
        return None
    fresh = is_fresh(session, second_factor=account.second_factor, now=world.clock.now())
    return RunningSession(session=session, account=account, fresh=fresh)


async def gate_here(world: GateWorld, cookie: str) -> Gate | None:
    """The gate of whoever is signed in with this browser; `None`: nobody is."""
    session = await live_session(world, cookie)
    return await gates.by_id(world.database.reader, GateId(session.gate_id)) if session else None


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
