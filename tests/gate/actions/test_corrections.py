"""A correction request: asked on one's own page, answered at a counter by asking the register again (`domain.md R10`)."""

import asyncio

import pytest

from tests.gate.counter_world import EVERYTHING, Counter, a_person, an_appointment, record_of, renamed
from tests.gate.owner_world import Owner, an_owner
from ugyfelkapu.gate.actions.counter.answer_correction import NotAnswered, answer_correction
from ugyfelkapu.gate.actions.counter.confirm_case import confirm_case
from ugyfelkapu.gate.actions.own.request_correction import NotAsked, correction_of, request_correction
from ugyfelkapu.gate.actions.registers.take_over_person import TakenOver
from ugyfelkapu.gate.domain.correction import LONGEST_WORDS, CorrectedField, CorrectionRequest
from ugyfelkapu.gate.domain.counter_case import CaseId
from ugyfelkapu.gate.domain.identity import Register
from ugyfelkapu.gate.ports import Unavailable


@pytest.fixture
async def owner(counter: Counter) -> Owner:
    """Somebody signed in."""
    owner = await an_owner(counter)
    await owner.signs_in()
    return owner


async def asks(owner: Owner, words: str = "Helyesné Szabó") -> CorrectionRequest | NotAsked:
    return await request_correction(owner.world, owner.session, CorrectedField.CURRENT_NAME, typed=words)


async def a_confirmed_case(counter: Counter) -> CaseId:
    case_id = await counter.opens(a_person())
    await confirm_case(counter.world, counter.clerk, case_id, confirmed=EVERYTHING, now=counter.now)
    return case_id


async def test_of_twenty_requests_at_once_one_is_kept(owner: Owner) -> None:
    outcomes = await asyncio.gather(*(asks(owner) for _ in range(20)))
    assert len({outcome.request_id for outcome in outcomes if isinstance(outcome, CorrectionRequest)}) == 1
    assert len(await owner.counter.rows("correction_request")) == 1


@pytest.mark.parametrize("words", ["", "   ", "x" * (LONGEST_WORDS + 1)])
async def test_without_words_or_with_too_many_nothing_is_asked(owner: Owner, words: str) -> None:
    assert await asks(owner, words) is NotAsked.WORDS
    assert await owner.counter.rows("correction_request") == []


async def test_without_a_session_nothing_is_asked_and_nothing_shown(owner: Owner) -> None:
    nobody = await request_correction(owner.world, "gs_forged", CorrectedField.BIRTH_DATE, typed="x")
    assert nobody is NotAsked.NOBODY
    assert await correction_of(owner.world, "gs_forged") is None


@pytest.mark.parametrize(("answer", "outcome"), [("Helyesné Szabó", "changed"), ("Kovács-Szabó", "unchanged")])
async def test_the_register_decides_the_words_are_forgotten_and_the_owner_is_told(
    owner: Owner, answer: str, outcome: str
) -> None:
    counter = owner.counter
    await asks(owner)
    case_id = await a_confirmed_case(counter)
    counter.registers.now_says(renamed(a_person(), answer))
    counter.clock.advance(seconds=1)
    gate_id = await owner.gate_id()
    answered = await answer_correction(counter.world, counter.clerk, case_id, gate_id=gate_id, now=counter.now)
    assert answered == TakenOver(outcome)
    assert (await counter.rows("person"))[0].text("family_name") == answer
    [request] = await counter.rows("correction_request")
    assert (request.text("words"), request.text("outcome")) == ("", outcome)
    assert "Válasz a helyesbítési kérelmére" in await owner.subjects()
    again = await answer_correction(counter.world, counter.clerk, case_id, gate_id=gate_id, now=counter.now)
    assert again is NotAnswered.NO_REQUEST


async def test_while_the_register_is_silent_the_request_stays_open(owner: Owner) -> None:
    counter = owner.counter
    await asks(owner)
    case_id = await a_confirmed_case(counter)
    counter.registers.records[record_of(a_person())] = Unavailable(register=Register.SZL, reason="timeout")
    gate_id = await owner.gate_id()
    answered = await answer_correction(counter.world, counter.clerk, case_id, gate_id=gate_id, now=counter.now)
    assert answered is NotAnswered.REGISTER_UNAVAILABLE
    shown = await correction_of(owner.world, owner.session)
    assert shown is not None
    assert shown.open_request is not None


async def test_a_colleague_or_an_unconfirmed_case_answers_nothing(owner: Owner) -> None:
    counter = owner.counter
    await asks(owner)
    unconfirmed = await counter.opens(a_person())
    colleague = (await an_appointment(counter.world, "masik22")).clerk
    gate_id = await owner.gate_id()
    for clerk, case_id in ((counter.clerk, unconfirmed), (colleague, await a_confirmed_case(counter))):
        outcome = await answer_correction(counter.world, clerk, case_id, gate_id=gate_id, now=counter.now)
        assert outcome is NotAnswered.NO_CASE
    assert (await counter.rows("correction_request"))[0].text("words") == "Helyesné Szabó"
