"""A person lets another act for them: an offer, and the one-time code to hand over."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from ugyfelkapu.broker.actions.mandate_entries import MandateDeed, note_mandate
from ugyfelkapu.broker.domain.mandate import (
    CODE_BYTES,
    Mandate,
    MandateId,
    OfferDigests,
    OfferFault,
    OfferWish,
    code_from,
    digests_of,
    end_of,
    faults_of,
)
from ugyfelkapu.broker.domain.policy import STANDING, BrokerPolicy
from ugyfelkapu.broker.domain.relying_party import RelyingParty, Scope
from ugyfelkapu.broker.domain.secret import IDENTIFIER_BYTES, text_of
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import mandates, relying_parties
from ugyfelkapu.foundation.database import Reader
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.identification import SubjectCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """The offer, and the code as its giver sees it once."""

    mandate: Mandate
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRefused:
    """What to mend, by field."""

    faults: dict[str, OfferFault]


class TooMany(StrEnum):
    """Why there is no offer though nothing is wrong with it."""

    MANDATES = "mandates"


class LostCodeError(Exception):
    """A code of our own making that we cannot read."""


async def offer_mandate(world: BrokerWorld, grantor: SubjectCode, wish: OfferWish) -> Offered | OfferRefused | TooMany:
    """Keep the offer; the code is kept nowhere, and the name only as a digest that the code keys."""
    now = world.clock.now()
    policy = await policy_at(world.database.reader, STANDING, now=now)
    known = frozenset(party.client_id for party in await services_with_mandates(world.database.reader))
    faults = faults_of(wish, known=known, policy=policy, now=now)
    if faults:
        return OfferRefused(faults=faults)
    mandate, code = _new(world, grantor, wish, policy=policy), code_from(world.entropy.bytes(CODE_BYTES))
    async with world.database.transaction() as tx:
        if not await mandates.add(tx, mandate, _digests(code, wish.name)):
            return TooMany.MANDATES
        await note_mandate(tx, mandate, MandateDeed(activity="offer_mandate", actor=grantor), now=now)
    return Offered(mandate=mandate, code=code)


async def services_with_mandates(reader: Reader) -> list[RelyingParty]:
    """The services of the directory that let people act for others: the only ones a mandate means anything to."""
    return [party for party in await relying_parties.find_all(reader) if Scope.REPRESENTATION in party.scopes]


def _new(world: BrokerWorld, grantor: SubjectCode, wish: OfferWish, *, policy: BrokerPolicy) -> Mandate:
    now = world.clock.now()
    if wish.last_day is None:
        raise LostCodeError
    return Mandate(
        mandate_id=MandateId(text_of(world.entropy.bytes(IDENTIFIER_BYTES))),
        grantor=grantor,
        mandatary=None,
        services=wish.services,
        offered_at=now,
        offer_ends_at=now + timedelta(days=policy.mandate_offer_days),
        valid_until=end_of(wish.last_day),
        accepted_at=None,
        ended_at=None,
        ended_by=None,
    )


def _digests(code: str, name: str) -> OfferDigests:
    digests = digests_of(code, name=name)
    if digests is None:
        raise LostCodeError
    return digests
