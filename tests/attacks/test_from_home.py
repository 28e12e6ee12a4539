"""Attacks on what was begun at home: one reference twenty times, another's case, another's gate (`domain.md R2`)."""

import asyncio

from tests.attacks.test_races import MANY
from tests.attacks.whole_site import WholeSite
from tests.gate.counter_world import CLERKS_IDENTITY, a_person, an_appointment
from tests.gate.home_world import an_applicant
from ugyfelkapu.foundation.database import Row
from ugyfelkapu.foundation.invariants import Weight
from ugyfelkapu.gate.actions.applying.open_provisional import forget_unfinished, open_provisional
from ugyfelkapu.gate.actions.counter.open_case import CaseOpened, open_case
from ugyfelkapu.gate.actions.counter.register_at_counter import Application, NoCase, Registered, register_at_counter
from ugyfelkapu.gate.actions.upkeep.check_invariants import check_invariants
from ugyfelkapu.gate.domain.home_application import HomeKind

EVIL = "gonosz@example.hu"


async def gates_of(site: WholeSite) -> list[Row]:
    return await site.counter.rows("gate")


async def test_of_many_cases_with_one_reference_one_ends_in_the_gate(crowded_site: WholeSite) -> None:
    counter = crowded_site.counter
    applicant = an_applicant(counter)
    reference = await applicant.begins(HomeKind.PROVISIONAL)
    await applicant.activates(await applicant.code())
    cases = [await applicant.shows(reference) for _ in range(MANY)]
    outcomes = await asyncio.gather(*(counter.sends(case, applicant.username) for case in cases))
    assert sum(isinstance(outcome, Registered) for outcome in outcomes) == 1
    assert [row.text("standing") for row in await gates_of(crowded_site)] == ["active"]
    assert len(await counter.rows("registration_receipt")) == 1
    assert await check_invariants(counter.world) == []


async def test_a_gate_confirmed_while_the_worker_forgets_is_whole_or_gone(crowded_site: WholeSite) -> None:
    counter = crowded_site.counter
    applicant = an_applicant(counter)
    reference = await applicant.begins(HomeKind.PROVISIONAL)
    await applicant.activates(await applicant.code())
    counter.clock.advance(days=29, hours=23, minutes=50)
    case = await applicant.shows(reference)
    counter.clock.advance(minutes=20)
    outcome, *_ = await asyncio.gather(
        counter.sends(case, applicant.username), *(forget_unfinished(counter.world) for _ in range(5))
    )
    assert isinstance(outcome, Registered)
    assert {row.text("standing") for row in await gates_of(crowded_site)} <= {"active", "registered"}
    broken = [finding for finding in await check_invariants(counter.world) if finding.weight is not Weight.WARNING]
    assert broken == [], "mails lie about in a test that jumps by days"


async def test_of_many_workers_one_opens_the_gate_and_sends_one_code(crowded_site: WholeSite) -> None:
    applicant = an_applicant(crowded_site.counter)
    names = [f"sokkapu{number}" for number in range(5)]
    for name in names:
        applicant.username = name
        await applicant.begins(HomeKind.PROVISIONAL)
    await asyncio.gather(*(open_provisional(applicant.world) for _ in range(MANY)))
    assert sorted(row.text("username") for row in await gates_of(crowded_site)) == names
    assert len(await applicant.codes()) == len(names)


async def test_a_colleague_can_neither_see_nor_send_a_case_begun_at_home(crowded_site: WholeSite) -> None:
    counter = crowded_site.counter
    applicant = an_applicant(counter)
    case = await applicant.shows(await applicant.begins(HomeKind.PROVISIONAL))
    other = await an_appointment(counter.world, "kollega1", identity=CLERKS_IDENTITY)
    application = Application(case_id=case, confirmed=frozenset(), username=applicant.username, email=EVIL, language="hu")
    assert isinstance(await register_at_counter(counter.world, other.clerk, application, now=counter.now), NoCase)
    assert [row.text("standing") for row in await gates_of(crowded_site)] == ["provisional"]


async def test_whoever_begins_in_anothers_name_gets_nothing_when_the_other_comes_without_it(crowded_site: WholeSite) -> None:
    counter = crowded_site.counter
    evil = an_applicant(counter, "aldozatneve")
    await evil.begins(HomeKind.PROVISIONAL)
    await evil.activates(await evil.code())
    victim = evil.person
    counter.registers.know(victim)
    typed = evil.data.typed
    opened = await open_case(counter.world, counter.clerk, typed, now=counter.now)
    assert isinstance(opened, CaseOpened)
    assert isinstance(await counter.sends(opened.case_id, "sajatnevem", "sajat@example.hu"), Registered)
    standings = {row.text("username"): row.text("standing") for row in await gates_of(crowded_site)}
    assert standings == {"aldozatneve": "provisional", "sajatnevem": "registered"}


async def test_a_reference_shown_by_somebody_else_opens_nothing_of_the_one_who_began(crowded_site: WholeSite) -> None:
    """The case rests on the document shown and the register's answer; the reference only fills in a form."""
    counter = crowded_site.counter
    applicant = an_applicant(counter)
    case = await applicant.shows(await applicant.begins(HomeKind.PREFILLED))
    other = a_person(number="987654ZZ", born=a_person().identity.birth_date.replace(year=1990, day=1))
    foreign = await counter.opens(other)
    assert isinstance(await counter.sends(foreign, "masember90"), Registered)
    assert isinstance(await counter.sends(case, applicant.username), Registered)
    assert len({row.text("person_id") for row in await gates_of(crowded_site)}) == 2
