"""Registration at a counter: one transaction, one gate, one receipt, one mail (`domain.md R4`, R5, R6)."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from tests.gate.counter_world import Counter, a_person, an_appointment, renamed
from ugyfelkapu.folding import fold
from ugyfelkapu.gate.actions.counter.open_case import CaseRefused
from ugyfelkapu.gate.actions.counter.register_at_counter import (
    Application,
    Confirmation,
    Incomplete,
    NoCase,
    Registered,
    UsernameTaken,
    register_at_counter,
)
from ugyfelkapu.gate.domain.email import EmailFault
from ugyfelkapu.gate.domain.person import PersonId
from ugyfelkapu.gate.domain.registration import RefusalReason
from ugyfelkapu.gate.domain.username import UsernameFault


async def test_the_data_are_taken_over_from_the_register(counter: Counter) -> None:
    person = a_person()
    await counter.registers_person(person)
    [row] = await counter.rows("person")
    assert row.text("mothers_birth_family_name") == "Őry"
    assert row.day("birth_date") == person.identity.birth_date
    assert row.text("document_number") == "123456AB"
    [gate] = await counter.rows("gate")
    assert (gate.text("standing"), gate.text("registered_level")) == ("registered", "high")
    assert gate.text("registered_by_clerk") == counter.clerk.clerk_id


async def test_a_success_leaves_no_case_and_sends_one_code(counter: Counter) -> None:
    await counter.registers_person(a_person())
    assert await counter.rows("counter_case") == []
    [mail] = await counter.rows("outbox")
    assert mail.text("recipient") == "eva@example.hu"
    assert len(await counter.rows("activation_code")) == 1


async def test_each_look_up_and_the_registration_are_in_the_journal(counter: Counter) -> None:
    await counter.registers_person(a_person())
    steps = [step for step in await counter.journal() if step[0].startswith("register_")]
    assert sorted(steps) == [("register_at_counter", "done"), ("register_look_up", "asked"), ("register_look_up", "found")]


async def test_the_journal_holds_no_personal_data(counter: Counter) -> None:
    await counter.registers_person(a_person())
    for row in await counter.rows("journal"):
        written = fold(" ".join(row.text(column) for column in ("data_set", "reason", "technical", "outcome", "subject")))
        assert not any(word in written for word in ("kovacs", "ory", "hodmezo", "123456", "example"))


async def test_a_double_submit_answers_twice_with_one_receipt(counter: Counter) -> None:
    case_id = await counter.opens(a_person())
    assert await counter.sends(case_id) == await counter.sends(case_id)
    assert len(await counter.rows("gate")) == len(await counter.rows("outbox")) == 1


async def test_of_ten_simultaneous_submits_one_registers(counter: Counter) -> None:
    case_id = await counter.opens(a_person())
    outcomes = await asyncio.gather(*(counter.sends(case_id) for _ in range(10)))
    assert len(set(outcomes)) == 1
    assert isinstance(outcomes[0], Registered)
    assert len(await counter.rows("gate")) == len(await counter.rows("outbox")) == 1


async def test_of_two_clerks_who_register_one_person_at_once_one_is_refused(counter: Counter) -> None:
    other = replace(counter, clerk=(await an_appointment(counter.world, "masik22")).clerk)
    first, second = await counter.opens(a_person()), await other.opens(a_person())
    outcomes = await asyncio.gather(counter.sends(first, "elso123"), other.sends(second, "masodik12"))
    refused = [outcome for outcome in outcomes if isinstance(outcome, CaseRefused)]
    assert [outcome.reason for outcome in refused] == [RefusalReason.HAS_GATE]
    assert len(await counter.rows("gate")) == len(await counter.rows("person")) == 1
    assert await counter.rows("counter_case") == []


async def test_two_people_who_wish_for_one_name_at_once_get_two_names(counter: Counter) -> None:
    cases = [await counter.opens(a_person("Első", number="111111AA", born=date(1970, 1, 1))), await counter.opens(a_person())]
    outcomes = await asyncio.gather(*(counter.sends(case_id, "nyuszi77") for case_id in cases))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Incomplete", "Registered"]
    assert len(await counter.rows("person")) == 1


@pytest.mark.parametrize("wish", ["kovacseva80", "KovacsEva80", "kovácséva80", "k\u043ev\u0430cs\u0435v\u043080"])
async def test_a_taken_name_or_its_look_alike_is_answered_with_free_ones(counter: Counter, wish: str) -> None:
    await counter.registers_person(a_person())
    other = a_person("Tóth", number="654321BA", born=date(1990, 7, 7))
    case_id = await counter.opens(other)
    outcome = await counter.sends(case_id, wish)
    assert isinstance(outcome, Incomplete)
    assert isinstance(outcome.username, UsernameTaken)
    assert len(outcome.username.suggestions) == 3
    assert isinstance(await counter.sends(case_id, outcome.username.suggestions[0]), Registered)


async def test_a_name_refused_as_taken_keeps_nothing_of_the_person(counter: Counter) -> None:
    await counter.registers_person(a_person())
    await counter.sends(await counter.opens(a_person("Tóth", number="654321BA", born=date(1990, 7, 7))))
    assert len(await counter.rows("person")) == 1


async def test_somebody_with_a_gate_is_registered_no_second_time_though_the_name_changed_by_marriage(counter: Counter) -> None:
    await counter.registers_person(a_person())
    since = counter.now
    married = renamed(a_person(number="999999ZZ"), "Nagyné Szabó")
    counter.clock.advance(days=1)
    outcome = await counter.sends(await counter.opens(married), "masodik99")
    assert outcome == CaseRefused(
        reason=RefusalReason.HAS_GATE,
        has_gate_since=since,
        person_id=PersonId((await counter.rows("person"))[0].text("person_id")),
    )
    assert await counter.rows("counter_case") == []


async def test_after_the_end_of_a_gate_its_person_may_have_another_but_nobody_its_name(counter: Counter) -> None:
    await counter.registers_person(a_person())
    async with counter.world.database.transaction() as tx:
        await tx.execute("UPDATE gate SET standing = 'terminated'")
    case_id = await counter.opens(a_person())
    taken = await counter.sends(case_id)
    assert isinstance(taken, Incomplete)
    assert isinstance(taken.username, UsernameTaken)
    assert isinstance(await counter.sends(case_id, "kovacseva81"), Registered)
    assert len(await counter.rows("person")) == 1


async def test_without_both_confirmations_nothing_happens(counter: Counter) -> None:
    case_id = await counter.opens(a_person())
    application = Application(
        case_id=case_id,
        confirmed=frozenset({Confirmation.DATA_MATCH}),
        username="abc",
        email="nobody",
        language="hu",
    )
    outcome = await register_at_counter(counter.world, counter.clerk, application, now=counter.now)
    assert outcome == Incomplete(
        unconfirmed=(Confirmation.FACE_MATCH,), username=UsernameFault.TOO_SHORT, email=EmailFault.NOT_AN_ADDRESS
    )
    assert len(await counter.rows("counter_case")) == 1
    assert await counter.rows("person") == []


async def test_a_colleagues_case_is_no_case(counter: Counter) -> None:
    case_id = await counter.opens(a_person())
    colleague = replace(counter, clerk=(await an_appointment(counter.world, "masik22")).clerk)
    assert await colleague.sends(case_id) == NoCase()


async def test_a_case_is_good_in_its_last_minute_and_not_after(counter: Counter) -> None:
    case_id = await counter.opens(a_person())
    counter.clock.advance(minutes=30)
    assert await counter.sends(case_id) == NoCase()
    counter.clock.advance(microseconds=-1)
    assert isinstance(await counter.sends(case_id), Registered)


async def test_a_document_that_expires_while_the_case_is_open_is_refused_and_the_case_deleted(counter: Counter) -> None:
    counter.clock.advance(hours=13, minutes=50)  # 23:50 in Budapest
    person = replace(a_person(), document_valid_until=date(2026, 11, 22))
    case_id = await counter.opens(person)
    counter.clock.advance(minutes=15)
    outcome = await counter.sends(case_id)
    assert outcome == CaseRefused(reason=RefusalReason.DOCUMENT_EXPIRED)
    assert await counter.rows("counter_case") == []
    assert ("refuse_registration", "document_expired") in await counter.journal()


async def test_nothing_of_a_registration_stays_when_the_mail_cannot_be_posted(counter: Counter) -> None:
    case_id = await counter.opens(a_person())
    async with counter.world.database.transaction() as tx:
        await tx.execute("ALTER TABLE outbox RENAME TO outbox_away")
    with pytest.raises(Exception, match="outbox"):
        await counter.sends(case_id)
    for table in ("person", "gate", "registration_receipt"):
        assert await counter.rows(table) == []
    assert len(await counter.rows("counter_case")) == 1
