"""A person with a code in hand: what they are offered, and their yes; wrong tries are limited."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ugyfelkapu.broker.actions.mandate_entries import MandateDeed, note_mandate
from ugyfelkapu.broker.actions.own_mandates import names_of_parties
from ugyfelkapu.broker.domain.mandate import Mandate, OfferDigests, digests_of
from ugyfelkapu.broker.domain.session import BrokerSession
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import errands, mandates
from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.foundation.throttle import Lane, Wait, clear, take
from ugyfelkapu.identification import KnownName, MandateNews, News

FREE_TRIES = 5
FREE_TRIES_NETWORK = 200
LONGEST_WAIT = timedelta(hours=1)


class AcceptRefusal(StrEnum):
    """Why nothing is offered or accepted."""

    NOT_GOOD = "not_good"
    """Unknown, over, used, withdrawn, one's own or made out to another name: one answer, so that nobody can probe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenOffer:
    """What the page shows before the yes."""

    mandate: Mandate
    grantor: KnownName | None
    """`None`: they have no gate in use now, so nothing can be accepted."""


async def see_offer(world: BrokerWorld, session: BrokerSession, code: str, *, network: str) -> SeenOffer | AcceptRefusal | Wait:
    """The offer of this code, if it was made out to this person."""
    now = world.clock.now()
    waits = await _try(world, session, network=network, now=now)
    if isinstance(waits, Wait):
        return waits
    digests = digests_of(code, name=_name(session))
    offer = await mandates.offer(world.database.reader, digests, now=now) if digests else None
    if offer is None or offer.grantor == session.subject_code:
        return await _refused(world, session, digests, now=now)
    async with world.database.transaction() as tx:
        await clear(tx, _own_lanes(session))
        await note_mandate(tx, offer, MandateDeed(activity="see_offered_mandate", actor=session.subject_code), now=now)
    names = await names_of_parties(world, [offer.grantor])
    return SeenOffer(mandate=offer, grantor=names.get(offer.grantor))


async def accept_mandate(
    world: BrokerWorld, session: BrokerSession, code: str, *, network: str
) -> Mandate | AcceptRefusal | Wait:
    """The yes: of many at once one counts; the grantor is told by mail."""
    now = world.clock.now()
    waits = await _try(world, session, network=network, now=now)
    if isinstance(waits, Wait):
        return waits
    digests = digests_of(code, name=_name(session))
    if digests is None:
        return AcceptRefusal.NOT_GOOD
    async with world.database.transaction() as tx:
        accepted = await mandates.accept(tx, digests, mandatary=session.subject_code, now=now)
        if accepted is not None:
            await clear(tx, _own_lanes(session))
            await _note(tx, accepted, session, now=now)
            return accepted
    return await _refused(world, session, digests, now=now)


async def _note(tx: Transaction, accepted: Mandate, session: BrokerSession, *, now: datetime) -> None:
    await note_mandate(tx, accepted, MandateDeed(activity="accept_mandate", actor=session.subject_code), now=now)
    news = News(reference=identifier(now), subject_code=accepted.grantor, what=MandateNews.ACCEPTED)
    await errands.add(tx, news, now=now)


async def _refused(world: BrokerWorld, session: BrokerSession, digests: OfferDigests | None, *, now: datetime) -> AcceptRefusal:
    """A right code with another name is counted at the offer, and the grantor can see it in the journal."""
    if digests is None:
        return AcceptRefusal.NOT_GOOD
    async with world.database.transaction() as tx:
        offer = await mandates.note_wrong_name(tx, digests, bearer=session.subject_code, now=now)
        if offer is not None:
            deed = MandateDeed(activity="accept_mandate", outcome="wrong_name", actor=session.subject_code)
            await note_mandate(tx, offer, deed, now=now)
    return AcceptRefusal.NOT_GOOD


async def _try(world: BrokerWorld, session: BrokerSession, *, network: str, now: datetime) -> Wait | None:
    """Count the try before the work, durably."""
    async with world.database.transaction() as tx:
        shared = Lane(key=f"broker/mandate-code/2/{network}", free_tries=FREE_TRIES_NETWORK)
        outcome = await take(tx, [*_own_lanes(session), shared], now=now)
    return outcome if isinstance(outcome, Wait) else None


def _own_lanes(session: BrokerSession) -> list[Lane]:
    return [Lane(key=f"broker/mandate-code/1/{session.subject_code}", free_tries=FREE_TRIES, longest_wait=LONGEST_WAIT)]


def _name(session: BrokerSession) -> str:
    return f"{session.family_name} {session.given_name}"
