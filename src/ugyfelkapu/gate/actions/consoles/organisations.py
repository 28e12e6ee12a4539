"""Organisations at the operator's console: looked at, and proposed; whose name is shown, their journal says it."""

from dataclasses import dataclass, replace
from datetime import datetime

from ugyfelkapu.gate.actions.consoles.organisation_deeds import administrator_of
from ugyfelkapu.gate.actions.consoles.propose import Flaw, Proposed, propose
from ugyfelkapu.gate.actions.journal.console_journal import Activity, ConsoleEvent, note
from ugyfelkapu.gate.actions.office.authorise import person_named
from ugyfelkapu.gate.domain.duty import Duty, require
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.identity import PersonName
from ugyfelkapu.gate.domain.office import Clerk
from ugyfelkapu.gate.domain.organisation import Authorisation, Organisation, OrganisationId, Role
from ugyfelkapu.gate.domain.proposal import AskAdministrator, RegisterOrganisation, kind_of
from ugyfelkapu.gate.domain.username import fold_username
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import gates, organisation_list, organisations
from ugyfelkapu.gate.store.organisation_list import ListedOrganisation

MOST_LISTED = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenOrganisation:
    """An organisation, and who administers it or was asked to."""

    listed: ListedOrganisation
    administrators: list[Authorisation]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Whom somebody wants as administrator: by user name, and by name, so that no other person is asked by a slip."""

    username: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Who would be the administrator, as whoever decides sees them."""

    username: str
    name: PersonName


async def organisations_for(world: GateWorld, clerk: Clerk, *, now: datetime) -> list[ListedOrganisation]:
    """Every organisation; nobody's name is in the list."""
    require(clerk, Duty.RULE)
    return await organisation_list.every(world.database.reader, many=MOST_LISTED, now=now)


async def organisation_for(
    world: GateWorld, clerk: Clerk, organisation_id: OrganisationId, *, now: datetime
) -> SeenOrganisation | None:
    """One of them with its administrators, each of whom reads in their own journal who saw their name."""
    require(clerk, Duty.RULE)
    async with world.database.transaction() as tx:
        listed = await organisation_list.one(tx, organisation_id, now=now)
        if listed is None:
            return None
        held = await organisations.of_organisation(tx, organisation_id)
        administrators = [each for each in held if each.role is Role.ADMINISTRATOR]
        for subject in dict.fromkeys(each.person_id for each in administrators):
            await note(tx, clerk, _shown(subject, data_set="name", organisation=listed.organisation.short_name, now=now))
    return SeenOrganisation(listed=listed, administrators=administrators)


async def organisation_named(
    world: GateWorld, clerk: Clerk, organisation_id: OrganisationId, *, now: datetime
) -> Organisation | None:
    """Which organisation an id means, without its people."""
    require(clerk, Duty.RULE)
    listed = await organisation_list.one(world.database.reader, organisation_id, now=now)
    return listed.organisation if listed else None


async def candidate_for(
    world: GateWorld, clerk: Clerk, content: RegisterOrganisation | AskAdministrator, *, now: datetime
) -> Candidate | None:
    """Who would administer it; `None`: the gate is not active any more. It is in the person's journal."""
    require(clerk, Duty.RULE)
    async with world.database.transaction() as tx:
        found = await administrator_of(tx, content.administrator)
        if found is None:
            return None
        gate, person = found
        await note(tx, clerk, _shown(person.person_id, data_set="name, username", organisation="", now=now))
    return Candidate(username=gate.username, name=person.registered.identity.current_name)


async def propose_with_administrator(
    world: GateWorld, clerk: Clerk, content: RegisterOrganisation | AskAdministrator, *, named: Named, now: datetime
) -> Proposed | Flaw:
    """Propose it with whoever has that gate and bears that name; asking for somebody who has not is in the journal, too."""
    require(clerk, Duty.RULE)
    gate_id = await _gate_named(world, named)
    outcome = await propose(world, clerk, replace(content, administrator=gate_id or GateId("")), now=now)
    if outcome is Flaw.ORGANISATION_NO_SUCH_PERSON:
        technical = {"kind": kind_of(content)}
        async with world.database.transaction() as tx:
            event = ConsoleEvent(at=now, activity=Activity.PROPOSE, outcome=outcome, technical=technical)
            await note(tx, clerk, event)
    return outcome


async def _gate_named(world: GateWorld, named: Named) -> GateId | None:
    reader = world.database.reader
    if await person_named(reader, named.username, name=named.name) is None:
        return None
    gate = await gates.by_username(reader, fold_username(named.username))
    return gate.gate_id if gate else None


def _shown(subject: str, *, data_set: str, organisation: str, now: datetime) -> ConsoleEvent:
    technical = {"organisation": organisation} if organisation else {}
    return ConsoleEvent(at=now, activity=Activity.SHOW_ADMINISTRATOR, subject=subject, data_set=data_set, technical=technical)
