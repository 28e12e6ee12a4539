"""The operator's people register and end organisations by four eyes, and who saw an administrator's name is in the journal."""

import asyncio
from dataclasses import replace

import pytest

from tests.gate.console_world import Desks, desks_of
from tests.gate.counter_world import Counter
from tests.gate.office_world import name_of
from tests.gate.owner_world import Owner, an_owner
from ugyfelkapu.gate.actions.consoles.decide import Decision, approve
from ugyfelkapu.gate.actions.consoles.organisations import (
    Named,
    candidate_for,
    organisation_for,
    organisations_for,
    propose_with_administrator,
)
from ugyfelkapu.gate.actions.consoles.propose import Flaw, Proposed, propose
from ugyfelkapu.gate.actions.standing.suspend_by_operator import suspend_by_operator
from ugyfelkapu.gate.domain.duty import NotGrantedError
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.identity import identity_key
from ugyfelkapu.gate.domain.organisation import OrganisationId, OrganisationKind
from ugyfelkapu.gate.domain.proposal import AskAdministrator, EndOrganisation, ProposalId, RegisterOrganisation
from ugyfelkapu.gate.domain.username import fold_username
from ugyfelkapu.gate.store import gates, people

MANY = 20
WATERWORKS = RegisterOrganisation(
    kind=OrganisationKind.OFFICE_GATE,
    short_name="VIZMU",
    krid="987654321",
    name="Tiszai Vízmű",
    seal_identifier="VATHU-87654321",
    administrator=GateId(""),
)


@pytest.fixture
async def desks(counter: Counter) -> Desks:
    return await desks_of(counter)


@pytest.fixture
async def owner(desks: Desks) -> Owner:
    return await an_owner(desks.counter, "vezeto")


async def asked(desks: Desks, owner: Owner, content: RegisterOrganisation | AskAdministrator = WATERWORKS) -> ProposalId:
    named = Named(username=owner.username, name=await name_of(owner))
    outcome = await propose_with_administrator(desks.world, desks.administrator, content, named=named, now=desks.now)
    assert isinstance(outcome, Proposed), outcome
    return outcome.proposal_id


async def registered(desks: Desks, owner: Owner) -> OrganisationId:
    proposal_id = await asked(desks, owner)
    assert await approve(desks.world, desks.second, proposal_id, now=desks.now) is Decision.DONE
    (listed,) = await organisations_for(desks.world, desks.second, now=desks.now)
    return listed.organisation.organisation_id


async def entries_about(desks: Desks, owner: Owner, activity: str) -> list[str]:
    """Who did that with the person's data."""
    rows = await desks.world.database.reader.all(
        "SELECT journal.actor FROM journal JOIN gate ON gate.person_id = journal.subject"
        " WHERE gate.username = :username AND journal.activity = :activity",
        username=owner.username,
        activity=activity,
    )
    return [row.text("actor") for row in rows]


async def test_an_organisation_is_there_when_another_approves_and_its_administrator_is_asked_by_mail(
    desks: Desks, owner: Owner
) -> None:
    proposal_id = await asked(desks, owner)
    assert await organisations_for(desks.world, desks.administrator, now=desks.now) == []
    assert await approve(desks.world, desks.administrator, proposal_id, now=desks.now) is Decision.NOT_YOURS
    assert await approve(desks.world, desks.second, proposal_id, now=desks.now) is Decision.DONE
    (listed,) = await organisations_for(desks.world, desks.administrator, now=desks.now)
    assert (listed.organisation.short_name, listed.organisation.krid, listed.administrators) == ("VIZMU", "987654321", 0)
    seen = await organisation_for(desks.world, desks.administrator, listed.organisation.organisation_id, now=desks.now)
    assert seen
    assert [each.accepted_at for each in seen.administrators] == [None]
    assert "Felkérték, hogy eljárjon egy szervezet nevében" in await owner.subjects()
    assert ("register_organisation", "done") in await desks.counter.journal()


async def test_whoever_sees_an_administrators_name_is_in_that_persons_journal(desks: Desks, owner: Owner) -> None:
    organisation_id = await registered(desks, owner)
    assert await entries_about(desks, owner, "show_administrator_of_organisation") == []
    await organisation_for(desks.world, desks.second, organisation_id, now=desks.now)
    gate = await gates.by_username(desks.world.database.reader, fold_username(owner.username))
    assert gate
    candidate = await candidate_for(
        desks.world, desks.administrator, replace(WATERWORKS, administrator=gate.gate_id), now=desks.now
    )
    assert candidate
    seen_by = await entries_about(desks, owner, "show_administrator_of_organisation")
    assert sorted(seen_by) == sorted([desks.second.clerk_id, desks.administrator.clerk_id])


@pytest.mark.parametrize(
    ("content", "flaw"),
    [
        (replace(WATERWORKS, short_name="vízmű"), Flaw.ORGANISATION_SHORT_NAME),
        (replace(WATERWORKS, krid="12345678"), Flaw.ORGANISATION_KRID),
        (replace(WATERWORKS, name=" "), Flaw.ORGANISATION_NAME),
        (replace(WATERWORKS, seal_identifier="HU1"), Flaw.ORGANISATION_SEAL),
    ],
)
async def test_what_no_organisation_is_called_is_not_proposed(
    desks: Desks, owner: Owner, content: RegisterOrganisation, flaw: Flaw
) -> None:
    named = Named(username=owner.username, name=await name_of(owner))
    assert await propose_with_administrator(desks.world, desks.administrator, content, named=named, now=desks.now) is flaw


async def test_asking_for_somebody_who_is_not_there_is_in_the_journal(desks: Desks, owner: Owner) -> None:
    for username, name in ((owner.username, "Más Valaki"), ("nincsilyen", await name_of(owner)), ("", "")):
        named = Named(username=username, name=name)
        outcome = await propose_with_administrator(desks.world, desks.administrator, WATERWORKS, named=named, now=desks.now)
        assert outcome is Flaw.ORGANISATION_NO_SUCH_PERSON
    tried = [entry for entry in await desks.counter.journal() if entry == ("propose", "organisation_no_such_person")]
    assert len(tried) == 3


async def test_twenty_approvals_register_once_and_two_proposals_of_one_name_once(desks: Desks, owner: Owner) -> None:
    first, second = await asked(desks, owner), await asked(desks, owner, replace(WATERWORKS, krid="111111111"))
    outcomes = await asyncio.gather(
        *(approve(desks.world, desks.second, first, now=desks.now) for _ in range(MANY)),
    )
    assert sorted(outcomes) == sorted([Decision.DONE] + [Decision.OVER] * (MANY - 1))
    assert await approve(desks.world, desks.second, second, now=desks.now) is Decision.IMPOSSIBLE
    assert len(await desks.counter.rows("organisation")) == 1
    assert len(await desks.counter.rows("authorisation")) == 1
    named = Named(username=owner.username, name=await name_of(owner))
    again = replace(WATERWORKS, short_name="VIZMU2")
    outcome = await propose_with_administrator(desks.world, desks.administrator, again, named=named, now=desks.now)
    assert outcome is Flaw.ORGANISATION_TAKEN


async def test_a_gate_that_is_not_active_any_more_administers_nothing(desks: Desks, owner: Owner) -> None:
    proposal_id = await asked(desks, owner)
    await suspend_by_operator(desks.world, owner.username, reason="teszt")
    assert await approve(desks.world, desks.second, proposal_id, now=desks.now) is Decision.IMPOSSIBLE
    assert await desks.counter.rows("organisation") == []


async def test_nobody_approves_what_makes_them_an_administrator_themselves(desks: Desks, owner: Owner) -> None:
    proposal_id = await asked(desks, owner)
    gate = await gates.by_username(desks.world.database.reader, fold_username(owner.username))
    assert gate
    assert gate.person_id
    person = await people.by_id(desks.world.database.reader, gate.person_id)
    assert person
    same = replace(desks.second, identity_key=identity_key(person.registered.identity))
    assert await approve(desks.world, same, proposal_id, now=desks.now) is Decision.NOT_YOURS


async def test_another_administrator_is_asked_and_an_end_is_told_at_once(desks: Desks, owner: Owner) -> None:
    organisation_id = await registered(desks, owner)
    other = await an_owner(desks.counter, "masik", number="654321CD")
    content = AskAdministrator(organisation_id=organisation_id, administrator=GateId(""))
    proposal_id = await asked(desks, other, content)
    assert await approve(desks.world, desks.second, proposal_id, now=desks.now) is Decision.DONE
    seen = await organisation_for(desks.world, desks.second, organisation_id, now=desks.now)
    assert seen
    assert len(seen.administrators) == 2
    end = EndOrganisation(organisation_id=organisation_id)
    first, second = [await propose(desks.world, desks.administrator, end, now=desks.now) for _ in range(2)]
    assert isinstance(first, Proposed)
    assert isinstance(second, Proposed)
    assert await approve(desks.world, desks.second, first.proposal_id, now=desks.now) is Decision.DONE
    assert await approve(desks.world, desks.second, second.proposal_id, now=desks.now) is Decision.IMPOSSIBLE
    assert "Véget ért egy szervezet felhatalmazása" in await other.subjects()
    assert await propose(desks.world, desks.administrator, end, now=desks.now) is Flaw.NOT_THERE
    (listed,) = await organisations_for(desks.world, desks.administrator, now=desks.now)
    assert listed.ended_at == desks.now


@pytest.mark.parametrize("role", ["clerk", "supervisor", "auditor"])
async def test_only_the_operators_people_see_organisations(desks: Desks, role: str) -> None:
    reader = desks.clerk if role == "clerk" else desks.secrets[role].clerk
    with pytest.raises(NotGrantedError):
        await organisations_for(desks.world, reader, now=desks.now)
    with pytest.raises(NotGrantedError):
        await propose(desks.world, reader, EndOrganisation(organisation_id=OrganisationId("x")), now=desks.now)
