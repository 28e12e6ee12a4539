"""What a person gave and what they hold, with the names of the others, which the gate alone knows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.broker.actions.entries import own_view_entry
from ugyfelkapu.broker.domain.mandate import Mandate, MandateState, state_of
from ugyfelkapu.broker.domain.relying_party import ClientId, RelyingParty
from ugyfelkapu.broker.domain.session import BrokerSession
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import mandates, relying_parties
from ugyfelkapu.foundation.database import Reader
from ugyfelkapu.foundation.journal import record
from ugyfelkapu.identification import MOST_NAMES, KnownName, NameUse, SubjectCode

Names = Mapping[SubjectCode, KnownName]
Services = Mapping[ClientId, RelyingParty | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenMandate:
    """One mandate as one of its parties sees it."""

    mandate: Mandate
    state: MandateState
    other: KnownName | None
    """The other party; `None`: nobody accepted yet, or they have no gate in use now."""
    services: tuple[RelyingParty | None, ...]

    @property
    def may_be_ended(self) -> bool:
        """Whether there is anything to withdraw."""
        return self.state in {MandateState.OFFERED, MandateState.IN_FORCE}


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMandates:
    """Both sides."""

    given: list[SeenMandate]
    held: list[SeenMandate]


async def own_mandates(world: BrokerWorld, session: BrokerSession) -> OwnMandates:
    """All of them, the newest first; that names were looked at is in both journals."""
    now, me = world.clock.now(), session.subject_code
    found = await mandates.of_party(world.database.reader, me)
    others = {each.mandatary if each.grantor == me else each.grantor for each in found}
    names = await names_of_parties(world, [other for other in others if other is not None])
    services = await services_of(world.database.reader, found)
    async with world.database.transaction() as tx:
        await record(tx, own_view_entry(me, activity="view_mandates", now=now))
    given = [_seen(each, each.mandatary, names, services=services, now=now) for each in found if each.grantor == me]
    held = [_seen(each, each.grantor, names, services=services, now=now) for each in found if each.mandatary == me]
    return OwnMandates(given=given, held=held)


async def names_of_parties(world: BrokerWorld, people: Iterable[SubjectCode], use: NameUse = NameUse.SHOW) -> Names:
    """Names through the door; kept nowhere."""
    asked = sorted(set(people))[:MOST_NAMES]
    return await world.identification.names_of(asked, use) if asked else {}


async def services_of(reader: Reader, found: Iterable[Mandate]) -> Services:
    """The services of mandates, as far as they are still known."""
    named = {client_id for each in found for client_id in each.services}
    return {client_id: await relying_parties.find_ever(reader, client_id) for client_id in sorted(named)}


def _seen(mandate: Mandate, other: SubjectCode | None, names: Names, *, services: Services, now: datetime) -> SeenMandate:
    return SeenMandate(
        mandate=mandate,
        state=state_of(mandate, now=now),
        other=names.get(other) if other else None,
        services=tuple(services.get(client_id) for client_id in mandate.services),
    )
