"""A question that asks for more than the session shows: the factor alone is asked, in the session that runs (R14, R16)."""

from urllib.parse import parse_qs, urlsplit

import pytest
from pyotp import TOTP

from tests.gate.counter_world import Counter
from tests.gate.owner_world import Owner, an_owner, by_app
from ugyfelkapu.gate.actions.sessions.answer_identification import needs_more, open_question
from ugyfelkapu.gate.actions.sessions.begin_session import SignedIn
from ugyfelkapu.gate.actions.sessions.half_done import NextStep
from ugyfelkapu.gate.actions.sessions.identify import GateIdentification
from ugyfelkapu.gate.actions.sessions.live_session import RunningSession, running_session
from ugyfelkapu.gate.actions.signing_in.proofs import Proof
from ugyfelkapu.gate.actions.signing_in.second_factor import give_second_factor
from ugyfelkapu.gate.actions.signing_in.step_up import Missing, Raise, begin_step_up
from ugyfelkapu.gate.domain.sign_in import Refused
from ugyfelkapu.gate.domain.way import Way
from ugyfelkapu.gate.store.identifications import OpenQuestion
from ugyfelkapu.identification import (
    AssuranceLevel,
    IdentificationId,
    IdentificationMethod,
    IdentificationRequest,
    Identified,
    Ticket,
)


@pytest.fixture
def door(counter: Counter) -> GateIdentification:
    return GateIdentification(counter.world)


@pytest.fixture
async def owner(counter: Counter) -> Owner:
    """Somebody signed in with the password alone, with an app set up since."""
    found = await an_owner(counter)
    await found.signs_in()
    return found


async def asked(door: GateIdentification, owner: Owner, *, level: AssuranceLevel = AssuranceLevel.SUBSTANTIAL) -> OpenQuestion:
    request = IdentificationRequest(level=level, not_before=None, language="hu", return_url="https://broker.example/back?x=1")
    name = (await door.ask(request)).identification_id
    question = await open_question(owner.world, name, now=owner.clock.now())
    assert question
    return question


async def running_of(owner: Owner) -> RunningSession:
    found = await running_session(owner.world, owner.session)
    assert found
    return found


async def stepping(owner: Owner, question: OpenQuestion) -> NextStep:
    step = await begin_step_up(owner.world, await running_of(owner), question)
    assert isinstance(step, NextStep), step
    return step


async def test_the_factor_alone_answers_and_the_sign_in_is_no_later_than_it_was(owner: Owner, door: GateIdentification) -> None:
    generator = TOTP(await owner.enrols())
    signed_in_at = owner.clock.now()
    owner.clock.advance(minutes=5)
    question = await asked(door, owner)
    step = await stepping(owner, question)
    done = await give_second_factor(owner.world, step.pending, by_app(generator.at(owner.clock.now())), origin=owner.origin())
    assert isinstance(done, SignedIn)
    assert done.session != owner.session
    assert await running_session(owner.world, owner.session) is None, "a new secret at a rise of the level"
    ticket = Ticket(parse_qs(urlsplit(done.return_url or "").query)["ticket"][0])
    answer = await door.redeem(IdentificationId(question.identification_id), ticket)
    assert isinstance(answer, Identified)
    assert (answer.level, answer.method) == (AssuranceLevel.SUBSTANTIAL, IdentificationMethod.PASSWORD_TOTP)
    assert answer.identified_at == signed_in_at
    assert ("step_up", "done") in await owner.counter.journal()


@pytest.mark.parametrize("way", [Way.RECOVERY_CODE, Way.EMAIL_CODE])
async def test_codes_for_emergencies_raise_nothing(owner: Owner, door: GateIdentification, way: Way) -> None:
    await owner.enrols()
    step = await stepping(owner, await asked(door, owner))
    proof = Proof(way=way, given="H-7K3D-9QWX-4MTR")
    assert await give_second_factor(owner.world, step.pending, proof, origin=owner.origin()) is Refused.WRONG


async def test_another_session_is_not_raised(owner: Owner, door: GateIdentification) -> None:
    generator = TOTP(await owner.enrols())
    step = await stepping(owner, await asked(door, owner))
    owner.session = ""
    code = by_app(generator.at(owner.clock.now()))
    assert await give_second_factor(owner.world, step.pending, code, origin=owner.origin()) is Refused.GONE


async def test_a_session_that_ended_meanwhile_is_not_raised(owner: Owner, door: GateIdentification) -> None:
    generator = TOTP(await owner.enrols())
    owner.clock.advance(minutes=15)
    step = await stepping(owner, await asked(door, owner))
    async with owner.world.database.transaction() as tx:
        await tx.execute("UPDATE gate_session SET ended_at = :now", now=owner.clock.now())
    code = by_app(generator.at(owner.clock.now()))
    assert await give_second_factor(owner.world, step.pending, code, origin=owner.origin()) is Refused.GONE


async def test_a_gate_without_factors_is_told_what_is_missing(owner: Owner, door: GateIdentification) -> None:
    outcome = await begin_step_up(owner.world, await running_of(owner), await asked(door, owner))
    assert isinstance(outcome, Raise)
    assert outcome.missing is Missing.FACTOR


async def test_a_registration_that_does_not_reach_so_far_is_told(owner: Owner, door: GateIdentification) -> None:
    question = await asked(door, owner)
    async with owner.world.database.transaction() as tx:
        await tx.execute("UPDATE gate SET registered_level = 'low'")
    outcome = await begin_step_up(owner.world, await running_of(owner), question)
    assert isinstance(outcome, Raise)
    assert outcome.missing is Missing.REGISTRATION


async def test_no_factor_reaches_high(owner: Owner, door: GateIdentification) -> None:
    await owner.enrols()
    question = await asked(door, owner, level=AssuranceLevel.HIGH)
    outcome = await begin_step_up(owner.world, await running_of(owner), question)
    assert isinstance(outcome, Raise)
    assert outcome.missing in {Missing.REGISTRATION, Missing.CARD}


async def test_a_session_that_is_sure_enough_needs_no_more(owner: Owner, door: GateIdentification) -> None:
    running = await running_of(owner)
    low = await asked(door, owner, level=AssuranceLevel.LOW)
    assert not needs_more(low, running.session, now=owner.clock.now())
    assert needs_more(await asked(door, owner), running.session, now=owner.clock.now())
