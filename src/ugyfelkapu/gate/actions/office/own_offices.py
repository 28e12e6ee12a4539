"""What a person may do for organisations, and what an administrator sees of one; looking is in the journal."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.actions.sessions.live_session import RunningSession
from ugyfelkapu.gate.domain.organisation import Authorisation, Organisation, OrganisationId
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import organisations


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenOrganisation:
    """An organisation as its administrator sees it."""

    organisation: Organisation
    domains: tuple[str, ...]
    people: list[Authorisation]
    now: datetime


async def own_offices(world: GateWorld, running: RunningSession) -> list[Authorisation]:
    """Every right of the person that runs or waits for them."""
    return await organisations.of_person(world.database.reader, running.account.person_id, now=world.clock.now())


async def administered(world: GateWorld, running: RunningSession, organisation_id: OrganisationId) -> SeenOrganisation | None:
    """The organisation with its people; `None`: it is none of this person's to see."""
    now, account = world.clock.now(), running.account
    async with world.database.transaction() as tx:
        found = await organisations.by_id(tx, organisation_id)
        me = account.person_id
        if found is None or not await organisations.is_administrator(tx, organisation_id, person_id=me, now=now):
            return None
        event = OwnerEvent(
            at=now,
            activity=Activity.VIEW_OFFICE,
            data_set=DataSet.BARE_NAME,
            gate_id=account.gate_id,
            technical={"organisation": found.short_name},
        )
        await note(tx, event)
        return SeenOrganisation(
            organisation=found,
            domains=await organisations.domains(tx, organisation_id),
            people=await organisations.of_organisation(tx, organisation_id),
            now=now,
        )
