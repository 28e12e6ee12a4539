"""A SAML service wants somebody signed out: there alone, or everywhere (SAML 2.0 Profiles section 4.4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ugyfelkapu.broker.actions.end_sessions import Leaving
from ugyfelkapu.broker.actions.entries import session_entry
from ugyfelkapu.broker.actions.sign_out import sign_out
from ugyfelkapu.broker.domain.logout_notice import NoticeOutcome, SignOutId
from ugyfelkapu.broker.domain.relying_party import ClientId, RelyingParty
from ugyfelkapu.broker.domain.saml_logout import LogoutAsked, SamlLogout, SamlLogoutId, means
from ugyfelkapu.broker.domain.secret import IDENTIFIER_BYTES, text_of
from ugyfelkapu.broker.domain.session import BrokerSession
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import assertions, logout_notices, relying_parties, saml_logouts, saml_sign_ons, sessions
from ugyfelkapu.foundation.journal import record

REQUEST_REMEMBERED = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the person is asked: at whose wish, and where else they are signed on."""

    logout: SamlLogout
    party: RelyingParty
    others: list[RelyingParty]


async def sessions_meant(world: BrokerWorld, client_id: ClientId, asked: LogoutAsked) -> list[BrokerSession]:
    """The sessions in which the service signed this person on, as far as the request means them."""
    found = await saml_sign_ons.find(world.database.reader, client_id, asked.name_id)
    meant = [session_id for session_id, _ in found if means(asked, session_id, client_id)]
    held = [await sessions.find_by_id(world.database.reader, session_id) for session_id in meant]
    return [session for session in held if session is not None]


async def take_up_request(world: BrokerWorld, client_id: ClientId, asked: LogoutAsked, *, now: datetime) -> bool:
    """Whether this is the request's first use; of two at once one is."""
    async with world.database.transaction() as tx:
        name = f"logout {asked.request_id}"
        return await assertions.use(tx, client_id, name, expires_at=now + REQUEST_REMEMBERED)


async def keep_wish(
    world: BrokerWorld, session: BrokerSession, asked: LogoutAsked, *, asker: ClientId, browser: tuple[bytes, str | None]
) -> SamlLogoutId:
    """Let the wish wait for the person; `browser`: its digest, and the state that goes back with the answer."""
    digest, relay_state = browser
    logout = SamlLogout(
        logout_id=SamlLogoutId(text_of(world.entropy.bytes(IDENTIFIER_BYTES))),
        client_id=asker,
        session_id=session.session_id,
        request_id=asked.request_id,
        relay_state=relay_state,
        sign_out_id=None,
    )
    async with world.database.transaction() as tx:
        await saml_logouts.add(tx, logout, browser_digest=digest, now=world.clock.now())
    return logout.logout_id


async def question(world: BrokerWorld, logout_id: SamlLogoutId, *, browser_digest: bytes) -> Question | None:
    """What to ask; `None`: nothing waits in this browser, or its service was ended."""
    reader, now = world.database.reader, world.clock.now()
    logout = await saml_logouts.find(reader, logout_id, browser_digest=browser_digest, now=now)
    client = await relying_parties.find(reader, logout.client_id) if logout else None
    if logout is None or client is None:
        return None
    signed_on = await logout_notices.signed_on_in(reader, logout.session_id)
    others = [await relying_parties.find(reader, each.client_id) for each in signed_on if each.client_id != logout.client_id]
    return Question(logout=logout, party=client.party, others=[other.party for other in others if other])


async def sign_out_here(world: BrokerWorld, session: BrokerSession, client_id: ClientId, *, now: datetime) -> None:
    """End the sign-on at this service alone; the session goes on."""
    async with world.database.transaction() as tx:
        if await saml_sign_ons.end(tx, session.session_id, client_id):
            subject = session.subject_code
            reason = "the service asked, for itself alone"
            await record(tx, session_entry(subject, activity="signed_out_at_service", reason=reason, actor=subject, now=now))


async def sign_out_everywhere(
    world: BrokerWorld, session: BrokerSession, asked: Question, *, browser_digest: bytes, destination: str
) -> SignOutId | None:
    """End the whole session; `destination`: where the browser goes when everybody was told."""
    client_id = asked.logout.client_id
    leaving = Leaving(browser_digest=browser_digest, asked_by=client_id, destination=destination)
    ended = await sign_out(world, session, reason="asked by a service", leaving=leaving)
    if ended is not None:
        async with world.database.transaction() as tx:
            await saml_logouts.note_end(tx, asked.logout.logout_id, ended)
    return ended


async def is_signed_on(world: BrokerWorld, logout: SamlLogout) -> bool:
    """Whether the service that asked still has the sign-on which the wish is about."""
    return await saml_sign_ons.is_on(world.database.reader, logout.session_id, logout.client_id)


async def is_whole(world: BrokerWorld, sign_out_id: SignOutId | None) -> bool:
    """Whether every service that was to be told has confirmed it (Core section 3.7.3.2, `PartialLogout`).

    `None`: the session ended otherwise meanwhile, and nobody can say.
    """
    if sign_out_id is None:
        return False
    notices = await logout_notices.of_end(world.database.reader, sign_out_id)
    return all(notice.outcome is NoticeOutcome.CONFIRMED for notice in notices)
