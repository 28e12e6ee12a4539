"""What the registers tell is taken over: once in effect, told to the owner, and never waiting for another register (R10)."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from pyotp import TOTP

from tests.gate.counter_world import Counter, a_person, record_of, renamed
from tests.gate.owner_world import EMAIL, Owner, an_owner, by_app
from ugyfelkapu.gate.actions.registers.end_expired_entries import end_expired_entries
from ugyfelkapu.gate.actions.registers.take_over_events import settle_events, take_over_events
from ugyfelkapu.gate.actions.sessions.begin_session import SignedIn
from ugyfelkapu.gate.actions.sessions.half_done import NextStep
from ugyfelkapu.gate.actions.sessions.live_session import live_session
from ugyfelkapu.gate.actions.signing_in.second_factor import give_second_factor
from ugyfelkapu.gate.domain.identity import Register, RegisteredPerson
from ugyfelkapu.gate.domain.sign_in import Refused
from ugyfelkapu.gate.ports import EventKind, Found, Unavailable, UnreadableEvent

MARRIED = renamed(a_person(), "Nagyné Szabó")


@pytest.fixture
async def owner(counter: Counter) -> Owner:
    """Somebody with an active gate."""
    return await an_owner(counter)


async def worker_runs(counter: Counter) -> None:
    """All that the worker does with the feeds until nothing is left."""
    for register in Register:
        while await take_over_events(counter.world, register):
            pass
    while await settle_events(counter.world):
        pass


async def events(counter: Counter) -> list[str]:
    """What the broker was told, oldest first."""
    rows = await counter.world.database.reader.all("SELECT event FROM standing_change ORDER BY number")
    return [row.text("event") for row in rows]


async def outcomes(counter: Counter, activity: str) -> list[str]:
    rows = await counter.world.database.reader.all(
        "SELECT outcome FROM journal WHERE activity = :activity ORDER BY entry_id", activity=activity
    )
    return [row.text("outcome") for row in rows]


async def test_a_change_of_name_is_taken_over_told_to_the_owner_and_to_the_broker(owner: Owner) -> None:
    counter = owner.counter
    before = (await counter.rows("person"))[0]
    counter.registers.now_says(MARRIED)
    counter.registers.tells(EventKind.NAME_CHANGED, MARRIED)
    counter.clock.advance(seconds=1)
    await worker_runs(counter)
    [person] = await counter.rows("person")
    assert person.text("family_name") == "Nagyné Szabó"
    assert person.text("subject_code") == before.text("subject_code")
    assert (await owner.mails())[0].text("recipient") == EMAIL
    assert "adatai" in (await owner.mails())[0].text("subject")
    assert await events(counter) == ["data_changed"]
    assert await outcomes(counter, "take_over_from_register") == ["changed"]


async def test_an_event_has_its_effect_once_however_many_workers_there_are(owner: Owner) -> None:
    counter = owner.counter
    counter.registers.now_says(MARRIED)
    counter.registers.tells(EventKind.NAME_CHANGED, MARRIED)
    mails = len(await owner.mails())
    await asyncio.gather(*(take_over_events(counter.world, Register.SZL) for _ in range(20)))
    await asyncio.gather(*(settle_events(counter.world) for _ in range(20)))
    await worker_runs(counter)
    assert len(await owner.mails()) == mails + 1
    assert await events(counter) == ["data_changed"]


@pytest.mark.parametrize(
    ("kind", "now_true", "cause"),
    [
        (EventKind.DIED, replace(a_person(), deceased=True), "death"),
        (EventKind.LEFT, None, "left_registers"),
    ],
)
async def test_the_dead_and_those_who_left_lose_every_session_and_gate_at_once(
    owner: Owner, kind: EventKind, now_true: RegisteredPerson | None, cause: str
) -> None:
    counter = owner.counter
    signed_in = await owner.signs_in()
    counter.registers.answers.clear()
    counter.registers.records.clear()
    if now_true:
        counter.registers.now_says(now_true)
    counter.registers.tells(kind, a_person())
    await worker_runs(counter)
    assert await live_session(counter.world, signed_in.session) is None
    assert (await counter.rows("gate"))[0].text("standing") == "terminated"
    assert await events(counter) == ["gate_ended"]
    assert isinstance(await owner.tries(), Refused)
    assert [row.text("cause") for row in await counter.rows("archived_gate")] == [cause]


async def test_a_3nyt_entry_ends_with_its_document_and_an_szl_entry_does_not(counter: Counter) -> None:
    person = a_person()
    for register, standing in ((Register.SZL, "registered"), (Register.NYT3, "terminated")):
        await counter.registers_person(person, "valaki1234") if register is Register.SZL else None
        async with counter.world.database.transaction() as tx:
            await tx.execute("UPDATE person SET register = :register", register=register)
        expired = replace(person, document_valid_until=date(2026, 11, 21))
        counter.registers.now_says(expired, register=register)
        counter.registers.tells(EventKind.DOCUMENT_EXPIRED, person, register=register)
        await worker_runs(counter)
        assert [row.text("standing") for row in await counter.rows("gate")] == [standing]


async def test_a_3nyt_entry_ends_with_its_document_though_no_event_came(counter: Counter) -> None:
    lasting = replace(a_person(), document_valid_until=date(2026, 12, 24))
    await counter.registers_person(lasting)
    async with counter.world.database.transaction() as tx:
        await tx.execute("UPDATE person SET register = '3nyt'")
    counter.registers.now_says(lasting, register=Register.NYT3)
    counter.clock.instant = datetime(2026, 12, 24, 22, 59, tzinfo=UTC)  # the last minute of the day in Budapest
    assert await end_expired_entries(counter.world) == 0
    counter.clock.advance(minutes=1)
    record = record_of(lasting)
    known = counter.registers.records[record]
    counter.registers.records[record] = Unavailable(register=Register.NYT3, reason="closed")
    assert await end_expired_entries(counter.world) == 0  # it may have been renewed: a silent register ends nothing
    counter.registers.records[record] = known
    assert await end_expired_entries(counter.world) == 1
    assert [row.text("standing") for row in await counter.rows("gate")] == ["terminated"]
    assert await end_expired_entries(counter.world) == 0


async def test_a_renewed_document_keeps_the_gate(counter: Counter) -> None:
    await counter.registers_person(replace(a_person(), document_valid_until=date(2026, 12, 24)))
    async with counter.world.database.transaction() as tx:
        await tx.execute("UPDATE person SET register = '3nyt'")
    counter.registers.now_says(replace(a_person(), document_valid_until=date(2031, 12, 24)), register=Register.NYT3)
    counter.clock.instant = datetime(2027, 1, 2, tzinfo=UTC)
    assert await end_expired_entries(counter.world) == 0
    assert (await counter.rows("person"))[0].day("document_valid_until") == date(2031, 12, 24)


async def test_the_3nyt_document_is_good_on_its_last_day(counter: Counter) -> None:
    await counter.registers_person(a_person())
    async with counter.world.database.transaction() as tx:
        await tx.execute("UPDATE person SET register = '3nyt'")
    counter.registers.now_says(replace(a_person(), document_valid_until=date(2026, 11, 22)), register=Register.NYT3)
    counter.registers.tells(EventKind.DOCUMENT_EXPIRED, a_person(), register=Register.NYT3)
    await worker_runs(counter)
    assert [row.text("standing") for row in await counter.rows("gate")] == ["registered"]


async def test_who_left_one_register_for_another_keeps_the_gate(owner: Owner) -> None:
    counter = owner.counter
    elsewhere = replace(a_person(), citizenship="DEU")
    counter.registers.records.clear()
    counter.registers.answers["123456AB"] = Found(
        register=Register.ISZL, record=record_of(elsewhere), person=elsewhere, portrait=b"", signature=b""
    )
    counter.registers.tells(EventKind.LEFT, a_person())
    await worker_runs(counter)
    [person] = await counter.rows("person")
    assert (person.text("register"), person.text("citizenship")) == ("iszl", "DEU")
    assert (await counter.rows("gate"))[0].text("standing") == "active"


async def test_an_event_says_only_that_something_happened_the_answer_says_what(owner: Owner) -> None:
    counter = owner.counter
    counter.registers.tells(EventKind.DIED, a_person())
    await worker_runs(counter)
    assert (await counter.rows("gate"))[0].text("standing") == "active"
    assert await outcomes(counter, "take_over_from_register") == ["unchanged"]


async def test_an_unreadable_event_is_set_aside_and_the_next_ones_are_taken(owner: Owner) -> None:
    counter = owner.counter
    counter.registers.feeds[Register.SZL] = [UnreadableEvent(number=1)]
    counter.registers.now_says(MARRIED)
    counter.registers.tells(EventKind.NAME_CHANGED, MARRIED)
    await worker_runs(counter)
    assert await outcomes(counter, "set_register_event_aside") == ["unreadable"]
    assert (await counter.rows("person"))[0].text("family_name") == "Nagyné Szabó"


async def test_one_registers_silence_stops_no_other_and_its_own_events_wait(owner: Owner) -> None:
    counter = owner.counter
    counter.registers.feeds[Register.ISZL] = Unavailable(register=Register.ISZL, reason="ConnectError")
    silent = Unavailable(register=Register.SZL, reason="ConnectError")
    counter.registers.records[record_of(MARRIED)] = silent
    counter.registers.tells(EventKind.NAME_CHANGED, MARRIED)
    await worker_runs(counter)
    assert (await counter.rows("person"))[0].text("family_name") == "Kovács-Szabó"
    counter.registers.now_says(MARRIED)
    await worker_runs(counter)
    assert (await counter.rows("person"))[0].text("family_name") == "Kovács-Szabó"
    counter.clock.advance(seconds=20)
    await worker_runs(counter)
    assert (await counter.rows("person"))[0].text("family_name") == "Nagyné Szabó"


async def test_of_events_about_strangers_nothing_is_kept_but_the_number(owner: Owner) -> None:
    counter = owner.counter
    stranger = a_person("Idegen", born=date(1950, 1, 1))
    for _ in range(5):
        counter.registers.tells(EventKind.NAME_CHANGED, stranger)
    await worker_runs(counter)
    assert await counter.rows("register_event") == []
    numbers = {row.text("register"): row.number("number") for row in await counter.rows("register_feed")}
    assert numbers == {"szl": 5, "iszl": 0, "3nyt": 0}
    assert len(counter.registers.asked_for_records) == 0


async def test_a_corrected_birth_name_leaves_the_same_person(owner: Owner) -> None:
    counter = owner.counter
    identity = a_person().identity
    corrected = replace(a_person(), identity=replace(identity, birth_name=replace(identity.birth_name, family_name="Szabóné")))
    counter.registers.now_says(corrected)
    counter.registers.tells(EventKind.NAME_CHANGED, corrected)
    await worker_runs(counter)
    [person] = await counter.rows("person")
    assert person.text("birth_family_name") == "Szabóné"
    case_id = await counter.opens(replace(corrected, document=a_person().document))
    assert case_id
    assert len(await counter.rows("person")) == 1


async def test_a_young_copy_costs_no_question_at_sign_in_and_an_old_one_is_replaced(owner: Owner) -> None:
    counter = owner.counter
    counter.clock.advance(days=29, hours=23)
    await owner.signs_in()
    assert counter.registers.asked_for_records == []
    counter.registers.now_says(MARRIED)
    counter.clock.advance(hours=1)
    await owner.signs_in()
    assert (await counter.rows("person"))[0].text("family_name") == "Nagyné Szabó"
    await owner.signs_in()
    assert len(counter.registers.asked_for_records) == 1


async def test_at_sign_in_somebody_dead_or_gone_is_refused_and_every_gate_ends(owner: Owner) -> None:
    counter = owner.counter
    counter.registers.answers.clear()
    counter.registers.records.clear()
    counter.clock.advance(days=30)
    assert await owner.tries() is Refused.WRONG
    assert (await counter.rows("gate"))[0].text("standing") == "terminated"


@pytest.mark.parametrize(("days", "level"), [(31, "substantial"), (364, "substantial"), (365, "low")])
async def test_while_the_register_is_silent_the_last_known_data_do_and_after_a_year_only_for_low(
    owner: Owner, days: int, level: str
) -> None:
    counter = owner.counter
    generator = TOTP(await owner.enrols())
    counter.registers.records[record_of(a_person())] = Unavailable(register=Register.SZL, reason="ConnectError")
    async with counter.world.database.transaction() as tx:
        await tx.execute("UPDATE person SET taken_over_at = :then", then=counter.now - timedelta(days=days))
    step = await owner.tries()
    assert isinstance(step, NextStep)
    code = generator.at(counter.now)
    assert isinstance(await give_second_factor(owner.world, step.pending, by_app(code), origin=owner.origin()), SignedIn)
    assert await outcomes(counter, "ask_register_again") == ["unavailable"]
    assert [row.text("level") for row in await counter.rows("gate_session")] == [level]
