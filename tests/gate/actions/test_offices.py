"""Organisations and the people who act for them: asked, accepted, over at once (`domain.md R13`)."""

import re
from asyncio import gather
from dataclasses import replace
from datetime import date

import pytest

from tests.gate.counter_world import Counter
from tests.gate.office_world import MILL, Office
from tests.gate.owner_world import an_owner
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.office.authorise import NotAdministrator, WishRefused, authorise
from ugyfelkapu.gate.actions.office.end_authorisation import Ended, accept_authorisation
from ugyfelkapu.gate.actions.office.own_offices import administered, own_offices
from ugyfelkapu.gate.actions.office.prove_domain import Proof, mail_domain_code, prove_domain
from ugyfelkapu.gate.actions.office.register_organisation import end_organisation, register_organisation
from ugyfelkapu.gate.actions.standing.suspend_by_operator import suspend_by_operator
from ugyfelkapu.gate.actions.upkeep.check_invariants import check_invariants
from ugyfelkapu.gate.domain.email import EmailFault
from ugyfelkapu.gate.domain.organisation import Area, Organisation, OrganisationFault, OrganisationId, Role, WishFault
from ugyfelkapu.identification import StandingEvent

MANY = 20
DOMAIN_CODE = re.compile(r"D(?:-[0-9A-Z]{4}){3}")


@pytest.fixture
async def office(counter: Counter) -> Office:
    return await Office.of(counter)


async def test_only_an_accepted_right_counts_and_the_broker_is_told_its_scope(office: Office) -> None:
    asked = await office.asks()
    assert await office.represents(office.clerk) == ()
    assert await accept_authorisation(office.counter.world, await office.running(office.clerk), asked.authorisation_id)
    (told,) = await office.represents(office.clerk)
    assert (told.short_name, told.krid, told.name, told.scope) == ("MALOM", "123456789", "Tiszai Malom Kft.", ("tax",))
    assert await office.represents(office.administrator) == (), "who administers does not act"
    assert not [each for each in await check_invariants(office.counter.world) if "act" in each.rule]


@pytest.mark.parametrize("by_administrator", [True, False])
async def test_either_ends_it_at_once_and_the_broker_hears_of_it(office: Office, *, by_administrator: bool) -> None:
    right = await office.authorised()
    assert await office.ends(office.administrator if by_administrator else office.clerk, right) is Ended.DONE
    assert await office.represents(office.clerk) == ()
    changes = await office.counter.world.database.reader.all("SELECT event FROM standing_change ORDER BY number")
    assert changes[-1].text("event") == StandingEvent.REPRESENTATION_ENDED
    assert "Véget ért egy szervezet felhatalmazása" in await office.clerk.subjects()
    assert await office.ends(office.clerk, right) is Ended.GONE


async def test_a_right_is_good_until_its_last_day_is_over(office: Office) -> None:
    await office.authorised()
    office.counter.clock.advance(days=365, hours=13, minutes=59, seconds=58)
    await office.clerk.signs_in()
    assert len(await office.represents(office.clerk)) == 1
    office.counter.clock.advance(seconds=2)
    assert await office.represents(office.clerk) == ()


async def test_nobody_accepts_or_ends_what_is_anothers(office: Office) -> None:
    stranger = await an_owner(office.counter, "idegen", number="111111EF")
    await stranger.signs_in()
    asked = await office.asks()
    for owner in (stranger, office.administrator):
        running = await office.running(owner)
        assert not await accept_authorisation(office.counter.world, running, asked.authorisation_id)
    assert await office.ends(stranger, asked.authorisation_id) is Ended.GONE
    assert await administered(office.counter.world, await office.running(stranger), MILL.organisation_id) is None
    assert await administered(office.counter.world, await office.running(office.clerk), MILL.organisation_id) is None
    wish = await office.wish(stranger)
    assert isinstance(await office.refused(office.clerk, wish), NotAdministrator)
    running = await office.running(office.administrator)
    other = OrganisationId("other")
    assert isinstance(await authorise(office.counter.world, running, other, wish=wish), NotAdministrator)
    assert await mail_domain_code(
        office.counter.world, await office.running(stranger), MILL.organisation_id, typed="a@b.hu"
    ) != (Proof.SENT)


async def test_user_name_and_name_must_be_one_persons(office: Office) -> None:
    wish = await office.wish(office.clerk)
    for wrong in (replace(wish, name="Más Valaki"), replace(wish, username="nincsilyen"), replace(wish, name="")):
        refused = await office.refused(office.administrator, wrong)
        assert isinstance(refused, WishRefused)
        assert refused.faults == {"username": WishFault.PERSON}
    asked = await office.asks(replace(wish, name=" ".join(reversed(wish.name.upper().split()))))
    assert asked.role is Role.REPRESENTATIVE


@pytest.mark.parametrize(
    ("last_day", "fault"),
    [(None, WishFault.NO_DAY), (date(2026, 11, 21), WishFault.PAST), (date(2031, 11, 23), WishFault.TOO_FAR)],
)
async def test_the_term_is_bounded(office: Office, last_day: date | None, fault: WishFault) -> None:
    refused = await office.refused(office.administrator, replace(await office.wish(office.clerk), last_day=last_day))
    assert isinstance(refused, WishRefused)
    assert refused.faults == {"valid_until": fault}


async def test_a_representative_needs_a_scope_and_is_asked_once(office: Office) -> None:
    wish = await office.wish(office.clerk)
    refused = await office.refused(office.administrator, replace(wish, scope=()))
    assert isinstance(refused, WishRefused)
    assert refused.faults == {"scope": WishFault.NO_SCOPE}
    await office.asks(wish)
    again = await office.refused(office.administrator, replace(wish, scope=(Area.EVERYTHING,)))
    assert isinstance(again, WishRefused)
    assert again.faults == {"username": WishFault.ASKED_ALREADY}


async def test_asking_on_and_on_is_stopped(office: Office) -> None:
    wish = replace(await office.wish(office.clerk), name="Más Valaki")
    running = await office.running(office.administrator)
    outcomes = [await authorise(office.counter.world, running, MILL.organisation_id, wish=wish) for _ in range(25)]
    assert isinstance(outcomes[0], WishRefused)
    assert isinstance(outcomes[-1], Wait)


async def test_the_last_administrator_stays_until_there_is_another(office: Office) -> None:
    (first,) = await office.rights()
    assert await office.ends(office.administrator, first) is Ended.LAST_ADMINISTRATOR
    second = await office.asks(await office.wish(office.clerk, role=Role.ADMINISTRATOR, scope=()))
    assert await office.ends(office.administrator, first) is Ended.LAST_ADMINISTRATOR, "not before the other accepted"
    assert await accept_authorisation(office.counter.world, await office.running(office.clerk), second.authorisation_id)
    assert await office.ends(office.administrator, first) is Ended.DONE
    assert await administered(office.counter.world, await office.running(office.administrator), MILL.organisation_id) is None


async def test_of_two_administrators_who_go_at_once_one_stays(office: Office) -> None:
    (first,) = await office.rights()
    one, other = (office.administrator, first), office.clerk
    for _ in range(5):
        asked = await office.asks(await office.wish(other, role=Role.ADMINISTRATOR, scope=()), by=one[0])
        assert await accept_authorisation(office.counter.world, await office.running(other), asked.authorisation_id)
        ways = [one, (other, asked.authorisation_id)]
        outcomes = await gather(*(office.ends(who, right) for who, right in ways))
        assert sorted(outcomes) == [Ended.DONE, Ended.LAST_ADMINISTRATOR]
        gone = outcomes.index(Ended.DONE)
        one, other = ways[1 - gone], ways[gone][0]


async def test_of_many_who_accept_at_once_one_does_and_one_letter_goes(office: Office) -> None:
    asked = await office.asks()
    running = await office.running(office.clerk)
    done = await gather(*(accept_authorisation(office.counter.world, running, asked.authorisation_id) for _ in range(MANY)))
    assert sum(done) == 1
    assert (await office.clerk.subjects()).count("Elfogadta egy szervezet felhatalmazását") == 2


async def test_of_many_who_end_it_at_once_one_does(office: Office) -> None:
    right = await office.authorised()
    done = await gather(*(office.ends(office.administrator, right) for _ in range(MANY)))
    assert sorted(done) == sorted([Ended.DONE] + [Ended.GONE] * (MANY - 1))


async def test_a_suspended_person_represents_nobody(office: Office) -> None:
    await office.authorised()
    await suspend_by_operator(office.counter.world, "ugyintezo", reason="test")
    rows = await office.counter.world.database.reader.all("SELECT event FROM standing_change ORDER BY number")
    assert rows[-1].text("event") == StandingEvent.GATE_SUSPENDED


async def test_an_organisation_that_ends_takes_every_right_with_it(office: Office) -> None:
    await office.authorised()
    assert await end_organisation(office.counter.world, "MALOM")
    assert not await end_organisation(office.counter.world, "MALOM")
    assert await office.represents(office.clerk) == ()
    assert not await own_offices(office.counter.world, await office.running(office.administrator))


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        (replace(MILL, short_name="M"), OrganisationFault.SHORT_NAME),
        (replace(MILL, short_name="malom"), OrganisationFault.SHORT_NAME),
        (replace(MILL, krid="12345678"), OrganisationFault.KRID),
        (replace(MILL, name=" "), OrganisationFault.NAME),
        (replace(MILL, seal_identifier="12345678"), OrganisationFault.SEAL),
        (replace(MILL, short_name="MALOM", krid="987654321"), OrganisationFault.TAKEN),
        (replace(MILL, short_name="MASIK"), OrganisationFault.TAKEN),
    ],
)
async def test_a_registration_is_refused_with_its_reason(
    office: Office, changed: Organisation, fault: OrganisationFault
) -> None:
    other = replace(changed, organisation_id=OrganisationId("other"))
    wish = await office.wish(office.administrator, role=Role.ADMINISTRATOR, scope=())
    assert await register_organisation(office.counter.world, other, wish) is fault


async def test_a_slip_in_the_administrators_name_leaves_the_names_free(office: Office) -> None:
    other = replace(MILL, organisation_id=OrganisationId("other"), short_name="MASIK", krid="987654321")
    wish = await office.wish(office.administrator, role=Role.ADMINISTRATOR, scope=())
    slip = replace(wish, name="Más Valaki")
    assert await register_organisation(office.counter.world, other, slip) is OrganisationFault.NO_SUCH_PERSON
    assert await register_organisation(office.counter.world, other, wish) == other


async def test_a_domain_is_proven_by_the_newest_code_once(office: Office) -> None:
    world, running = office.counter.world, await office.running(office.administrator)
    for address in ("titkarsag@malom.example", "iroda@malom.example"):
        assert await mail_domain_code(world, running, MILL.organisation_id, typed=address) is Proof.SENT
        office.counter.clock.advance(milliseconds=1)
    mail = (await office.administrator.mails())[0]
    assert mail.text("recipient") == "iroda@malom.example"
    assert "/not-me" not in mail.text("text_body")
    mails = await office.administrator.mails()
    new, old = [found[0] for mail in mails if (found := DOMAIN_CODE.search(mail.text("text_body")))]
    assert await prove_domain(world, running, MILL.organisation_id, typed=old) is Proof.WRONG
    assert await prove_domain(world, running, MILL.organisation_id, typed=new) is Proof.PROVEN
    assert await prove_domain(world, running, MILL.organisation_id, typed=new) is Proof.WRONG
    seen = await administered(world, running, MILL.organisation_id)
    assert seen
    assert seen.domains == ("malom.example",)


async def test_codes_of_a_domain_run_out_and_guesses_are_limited(office: Office) -> None:
    world, running = office.counter.world, await office.running(office.administrator)
    assert await mail_domain_code(world, running, MILL.organisation_id, typed="nem cím") is EmailFault.NOT_AN_ADDRESS
    outcomes = [await prove_domain(world, running, MILL.organisation_id, typed=f"D-0000-0000-000{n}") for n in range(8)]
    assert outcomes[0] is Proof.WRONG
    assert isinstance(outcomes[-1], Wait)
