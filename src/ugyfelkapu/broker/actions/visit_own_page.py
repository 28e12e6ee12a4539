"""Somebody comes to the broker for themselves: identified through the door as for a sign-on, with no service involved."""

from ugyfelkapu.broker.actions.begin_session import begin_session
from ugyfelkapu.broker.actions.waiting import Browser, waiting_lane
from ugyfelkapu.broker.domain.own_visit import DEMAND, VisitId
from ugyfelkapu.broker.domain.secret import IDENTIFIER_BYTES, SecretKind, digest_of, text_of
from ugyfelkapu.broker.domain.session import BrokerSession
from ugyfelkapu.broker.domain.sign_on import Standing, standing_of
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import door, own_visits, sessions
from ugyfelkapu.foundation.throttle import Wait, give_back, take
from ugyfelkapu.identification import IdentificationRequest, Refusal, Ticket


async def own_session(world: BrokerWorld, session_secret: str | None) -> BrokerSession | None:
    """The session this browser may look at its own affairs with; `None`: the gate has to be asked."""
    digest = digest_of(SecretKind.SESSION, session_secret or "")
    session = await sessions.find(world.database.reader, digest) if digest else None
    heard_at = (await door.find(world.database.reader)).heard_at
    standing = standing_of(session, DEMAND, heard_at=heard_at, now=world.clock.now())
    return session if standing is Standing.GOOD else None


async def ask_for_visitor(world: BrokerWorld, *, browser: Browser, language: str, return_path: str) -> str | Wait:
    """Where the browser goes to be identified; it comes back to `return_path` with the visit's id behind it."""
    now = world.clock.now()
    async with world.database.transaction() as tx:
        admitted = await take(tx, [waiting_lane(browser.network, created_at=now)], now=now)
    if isinstance(admitted, Wait):
        return admitted
    visit_id = VisitId(text_of(world.entropy.bytes(IDENTIFIER_BYTES)))
    asked = await world.identification.ask(
        IdentificationRequest(
            level=DEMAND.level,
            not_before=DEMAND.not_before,
            language=language,
            return_url=f"{world.issuer}{return_path}/{visit_id}",
        )
    )
    async with world.database.transaction() as tx:
        await own_visits.add(tx, visit_id, asked.identification_id, browser_digest=browser.digest, now=now)
    return asked.url


async def welcome_visitor(world: BrokerWorld, visit_id: VisitId, ticket: Ticket | None, *, browser: Browser) -> str | Refusal:
    """The new session's secret, or why there is none; without a ticket the visit is over."""
    now = world.clock.now()
    async with world.database.transaction() as tx:
        question = await own_visits.take(tx, visit_id, browser_digest=browser.digest, now=now)
    if question is None:
        return Refusal.UNKNOWN_TICKET
    answer = Refusal.CANCELLED if ticket is None else await world.identification.redeem(question, ticket)
    if isinstance(answer, Refusal):
        return answer
    async with world.database.transaction() as tx:
        await give_back(tx, [waiting_lane(browser.network, created_at=now)])
        secret = await begin_session(tx, world, answer, session_secret=browser.session_secret, now=now)
    return secret or Refusal.SESSION_ENDED
