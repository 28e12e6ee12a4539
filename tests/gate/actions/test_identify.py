"""The door: one question, one answer, and never the name of a service (`domain.md R14`)."""

import asyncio
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from pyotp import TOTP

from tests.gate.counter_world import Counter
from tests.gate.owner_world import Owner, an_owner, by_app
from ugyfelkapu.gate.actions.sessions.answer_identification import answer_live, cancel, open_question
from ugyfelkapu.gate.actions.sessions.begin_session import SignedIn
from ugyfelkapu.gate.actions.sessions.half_done import NextStep
from ugyfelkapu.gate.actions.sessions.identify import GateIdentification
from ugyfelkapu.gate.actions.sessions.live_session import live_session
from ugyfelkapu.gate.actions.sessions.sign_out import sign_out
from ugyfelkapu.gate.actions.signing_in.second_factor import give_second_factor
from ugyfelkapu.gate.actions.signing_in.step_up import turn_back
from ugyfelkapu.identification import (
    Asked,
    AssuranceLevel,
    DataUse,
    IdentificationMethod,
    IdentificationRequest,
    Identified,
    IdentityData,
    Refusal,
    StandingEvent,
    Ticket,
)

RETURN_URL = "http://localhost:8000/authorize/abc/return"


@pytest.fixture
async def owner(counter: Counter) -> Owner:
    return await an_owner(counter)


@pytest.fixture
def door(owner: Owner) -> GateIdentification:
    return GateIdentification(owner.world)


def a_request(level: AssuranceLevel = AssuranceLevel.LOW, *, not_before: datetime | None = None) -> IdentificationRequest:
    return IdentificationRequest(level=level, not_before=not_before, language="de", return_url=RETURN_URL)


def told(url: str | None, name: str) -> str:
    assert url
    assert url.startswith(RETURN_URL)
    return parse_qs(urlsplit(url).query)[name][0]


async def answered(owner: Owner, asked: Asked) -> Ticket:
    outcome = await owner.tries(identification_id=asked.identification_id)
    assert isinstance(outcome, SignedIn)
    owner.session = outcome.session
    return Ticket(told(outcome.return_url, "ticket"))


async def test_a_sign_in_answers_the_question_once(owner: Owner, door: GateIdentification) -> None:
    asked = await door.ask(a_request())
    ticket = await answered(owner, asked)
    answer = await door.redeem(asked.identification_id, ticket)
    assert isinstance(answer, Identified)
    assert (answer.level, answer.method) == (AssuranceLevel.LOW, IdentificationMethod.PASSWORD)
    assert (answer.family_name, answer.given_name, answer.email) == ("Kovács-Szabó", "Éva Anna", "eva@example.hu")
    assert answer.identified_at == owner.clock.now()
    assert await door.redeem(asked.identification_id, ticket) is Refusal.UNKNOWN_TICKET


async def test_the_page_opens_in_the_language_of_the_question(door: GateIdentification) -> None:
    asked = await door.ask(a_request())
    assert parse_qs(urlsplit(asked.url).query)["lang"] == ["de"]


async def test_a_ticket_answers_no_other_question(owner: Owner, door: GateIdentification) -> None:
    mine, other = await door.ask(a_request()), await door.ask(a_request())
    ticket = await answered(owner, mine)
    assert await door.redeem(other.identification_id, ticket) is Refusal.UNKNOWN_TICKET


async def test_a_ticket_is_good_for_a_minute(owner: Owner, door: GateIdentification) -> None:
    first, second = await door.ask(a_request()), await door.ask(a_request())
    early, late = await answered(owner, first), await answered(owner, second)
    owner.clock.advance(seconds=59)
    assert isinstance(await door.redeem(first.identification_id, early), Identified)
    owner.clock.advance(seconds=1)
    assert await door.redeem(second.identification_id, late) is Refusal.UNKNOWN_TICKET


async def test_of_twenty_simultaneous_redemptions_one_wins(owner: Owner, door: GateIdentification) -> None:
    asked = await door.ask(a_request())
    ticket = await answered(owner, asked)
    answers = await asyncio.gather(*(door.redeem(asked.identification_id, ticket) for _ in range(20)))
    assert sum(isinstance(answer, Identified) for answer in answers) == 1


async def test_a_running_session_answers_at_once_if_it_is_fresh_enough(owner: Owner, door: GateIdentification) -> None:
    await owner.signs_in()
    session = await live_session(owner.world, owner.session)
    assert session
    now = owner.clock.now()
    for not_before, at_once in ((None, True), (now, True), (now + timedelta(seconds=1), False)):
        asked = await door.ask(a_request(not_before=not_before))
        question = await open_question(owner.world, asked.identification_id, now=now)
        assert question
        assert (await answer_live(owner.world, question, session) is not None) is at_once


async def test_a_password_alone_leaves_a_question_for_substantial_open(owner: Owner, door: GateIdentification) -> None:
    asked = await door.ask(a_request(AssuranceLevel.SUBSTANTIAL))
    outcome = await owner.tries(identification_id=asked.identification_id)
    assert isinstance(outcome, SignedIn)
    assert (outcome.return_url, outcome.needs_more) == (None, True)
    assert told(await turn_back(owner.world, asked.identification_id), "refused") == Refusal.LEVEL_NOT_REACHED


async def test_a_second_factor_reaches_substantial(owner: Owner, door: GateIdentification) -> None:
    generator = TOTP(await owner.enrols())
    asked = await door.ask(a_request(AssuranceLevel.SUBSTANTIAL))
    step = await owner.tries(identification_id=asked.identification_id)
    assert isinstance(step, NextStep)
    code = generator.at(owner.clock.now())
    outcome = await give_second_factor(owner.world, step.pending, by_app(code), origin=owner.origin())
    assert isinstance(outcome, SignedIn)
    answer = await door.redeem(asked.identification_id, Ticket(told(outcome.return_url, "ticket")))
    assert isinstance(answer, Identified)
    assert (answer.level, answer.method) == (AssuranceLevel.SUBSTANTIAL, IdentificationMethod.PASSWORD_TOTP)


async def test_turning_back_refuses_the_question_for_good(owner: Owner, door: GateIdentification) -> None:
    asked = await door.ask(a_request())
    assert told(await cancel(owner.world, asked.identification_id), "refused") == Refusal.CANCELLED
    assert await cancel(owner.world, asked.identification_id) is None
    outcome = await owner.tries(identification_id=asked.identification_id)
    assert isinstance(outcome, SignedIn)
    assert outcome.return_url is None


async def test_a_question_is_open_for_an_hour(owner: Owner, door: GateIdentification) -> None:
    asked = await door.ask(a_request())
    owner.clock.advance(minutes=60)
    assert await open_question(owner.world, asked.identification_id, now=owner.clock.now()) is None


async def test_identity_data_are_given_in_a_live_session_and_written_down(owner: Owner, door: GateIdentification) -> None:
    asked = await door.ask(a_request())
    answer = await door.redeem(asked.identification_id, await answered(owner, asked))
    assert isinstance(answer, Identified)
    data = await door.identity_data(answer.session_handle, DataUse.RELEASE)
    assert isinstance(data, IdentityData)
    assert data.mothers_birth_family_name == "Őry"
    assert ("release_identity_data", "done") in await owner.counter.journal()
    await door.identity_data(answer.session_handle, DataUse.SHOW_FOR_CONSENT)  # shown to the owner, which is no release
    activities = [activity for activity, _ in await owner.counter.journal()]
    assert (activities.count("release_identity_data"), activities.count("show_identity_data_for_consent")) == (1, 1)
    owner.clock.advance(minutes=20)
    assert await door.identity_data(answer.session_handle, DataUse.RELEASE) is Refusal.SESSION_ENDED


async def test_a_cookie_is_no_handle_and_a_handle_is_no_cookie(owner: Owner, door: GateIdentification) -> None:
    asked = await door.ask(a_request())
    answer = await door.redeem(asked.identification_id, await answered(owner, asked))
    assert isinstance(answer, Identified)
    assert await live_session(owner.world, answer.session_handle) is None
    assert await door.identity_data(type(answer.session_handle)(owner.session), DataUse.RELEASE) is Refusal.SESSION_ENDED


async def test_signing_out_on_either_side_ends_the_session_and_is_told_once(owner: Owner, door: GateIdentification) -> None:
    asked = await door.ask(a_request())
    answer = await door.redeem(asked.identification_id, await answered(owner, asked))
    assert isinstance(answer, Identified)
    await door.end(answer.session_handle)
    await door.end(answer.session_handle)
    await sign_out(owner.world, owner.session)
    assert await live_session(owner.world, owner.session) is None
    changes = await door.changes_after(0, limit=10)
    assert [(change.number, change.event, change.session_handle) for change in changes] == [
        (1, StandingEvent.SESSION_ENDED, answer.session_handle)
    ]
    assert changes[0].subject_code == answer.subject_code
    assert await door.changes_after(1, limit=10) == []


async def test_a_ticket_of_an_ended_session_is_worth_nothing(owner: Owner, door: GateIdentification) -> None:
    asked = await door.ask(a_request())
    ticket = await answered(owner, asked)
    await sign_out(owner.world, owner.session)
    assert await door.redeem(asked.identification_id, ticket) is Refusal.SESSION_ENDED


async def test_use_at_the_broker_puts_the_idle_end_off_and_revives_nothing(owner: Owner, door: GateIdentification) -> None:
    asked = await door.ask(a_request())
    found = await door.redeem(asked.identification_id, await answered(owner, asked))
    assert isinstance(found, Identified)
    for _ in range(3):
        owner.clock.advance(minutes=15)
        await door.keep_alive(found.session_handle)
        assert isinstance(await door.identity_data(found.session_handle, DataUse.RELEASE), IdentityData)
    owner.clock.advance(minutes=20)
    await door.keep_alive(found.session_handle)
    assert await door.identity_data(found.session_handle, DataUse.RELEASE) is Refusal.SESSION_ENDED
