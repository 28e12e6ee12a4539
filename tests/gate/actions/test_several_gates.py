"""Somebody with several gates: each is its own at the sign-in, and letters say which they are about (`domain.md R11`)."""

import asyncio

import pytest

from tests.gate.case_world import an_order, confirmed_case
from tests.gate.counter_world import Counter
from tests.gate.mailed import code_in_mail, mailed_to
from tests.gate.owner_world import EMAIL, OTHER_PASSWORD, PASSWORD, USERNAME, Owner, an_owner
from tests.gate.several_gates import SECOND, SECOND_PASSWORD, a_further_gate, a_second_gate
from tests.gate.standing_world import broken, ends, lifts, suspends
from ugyfelkapu.gate.actions.counter.change_email_at_counter import change_email_at_counter
from ugyfelkapu.gate.actions.counter.reset_at_counter import reset_at_counter
from ugyfelkapu.gate.actions.email.confirm_email_change import confirm_email_change
from ugyfelkapu.gate.actions.email.request_email_change import request_email_change
from ugyfelkapu.gate.actions.passwords.reset_password import PasswordReset
from ugyfelkapu.gate.actions.sessions.begin_session import SignedIn
from ugyfelkapu.gate.actions.sessions.identify import GateIdentification
from ugyfelkapu.gate.actions.sessions.live_session import live_session
from ugyfelkapu.gate.domain.counter_service import Service
from ugyfelkapu.gate.domain.email import EmailAddress
from ugyfelkapu.gate.domain.sign_in import Refused
from ugyfelkapu.identification import MandateNews, News, SubjectCode

NEW_EMAIL = EmailAddress("uj@example.hu")
HINT = "m•••0"


async def newest(owner: Owner, address: str = EMAIL) -> str:
    return (await mailed_to(owner, address))[0]


@pytest.fixture
async def owner(counter: Counter) -> Owner:
    return await an_owner(counter)


@pytest.fixture
async def second(owner: Owner) -> Owner:
    return await a_second_gate(owner)


async def test_the_user_name_alone_chooses_the_gate(owner: Owner, second: Owner) -> None:
    assert isinstance(await owner.tries(), SignedIn)
    assert isinstance(await second.tries(), SignedIn)
    assert isinstance(await owner.tries(SECOND_PASSWORD), Refused)
    assert isinstance(await second.tries(PASSWORD), Refused)


async def test_a_forgotten_password_is_that_of_the_gate_that_was_named(owner: Owner, second: Owner) -> None:
    await second.forgets()
    code = await code_in_mail(second, EMAIL, "R")
    assert isinstance(await owner.resets(code), Refused), "the other gate's code, though the address is shared"
    assert isinstance(await second.resets(code), PasswordReset)
    assert isinstance(await owner.tries(PASSWORD), SignedIn)
    assert isinstance(await second.tries(OTHER_PASSWORD), SignedIn)


async def test_two_codes_at_one_address_are_told_apart_and_no_letter_opens_a_gate_alone(owner: Owner, second: Owner) -> None:
    await owner.forgets()
    first_letter = await newest(owner)
    await second.forgets()
    second_letter = await newest(owner)
    assert "k•••0" in first_letter
    assert HINT in second_letter
    assert USERNAME not in first_letter
    assert SECOND not in second_letter


async def test_a_letter_names_no_gate_while_there_is_one(owner: Owner) -> None:
    await suspends(owner)
    assert USERNAME not in await newest(owner)


async def test_what_befalls_a_gate_is_told_with_its_name(owner: Owner, second: Owner) -> None:
    assert SECOND in await newest(owner), "that it was activated"
    await suspends(second)
    assert SECOND in await newest(owner)
    second.clock.advance(milliseconds=1)
    await lifts(second)
    assert SECOND in await newest(owner)
    await ends(second)
    farewell = await newest(owner)
    assert SECOND in farewell
    assert USERNAME not in farewell
    await suspends(owner)
    assert USERNAME not in await newest(owner), "it is the only one again"


async def test_the_letters_of_a_new_address_name_the_gate_only_where_its_owner_reads(owner: Owner, second: Owner) -> None:
    await second.signs_in()
    second.clock.advance(milliseconds=1)
    await request_email_change(second.world, NEW_EMAIL, second.origin())
    assert SECOND not in await newest(second, NEW_EMAIL), "nobody has shown who reads there"
    assert SECOND in await newest(second)
    second.clock.advance(milliseconds=1)
    await confirm_email_change(second.world, await code_in_mail(second, NEW_EMAIL, "C"), second.origin())
    assert SECOND in await newest(second, NEW_EMAIL)
    assert SECOND in await newest(second), "the other gate's letters still come here"
    owner.clock.advance(milliseconds=1)
    await suspends(owner)
    assert all(USERNAME not in text for text in await mailed_to(owner, NEW_EMAIL))


async def test_an_address_given_or_given_up_at_the_counter_learns_no_name(counter: Counter, owner: Owner) -> None:
    second = await a_second_gate(owner, email="masik@example.hu")
    order = await an_order(second, await confirmed_case(counter), Service.CHANGE_EMAIL)
    counter.clock.advance(milliseconds=1)
    await change_email_at_counter(counter.world, counter.clerk, order, email=NEW_EMAIL, now=counter.now)
    for address in ("masik@example.hu", NEW_EMAIL):
        assert SECOND not in await newest(second, address), address


async def test_a_code_from_the_counter_hints_at_the_gate(counter: Counter, owner: Owner, second: Owner) -> None:
    order = await an_order(second, await confirmed_case(counter), Service.RESET_PASSWORD)
    counter.clock.advance(milliseconds=1)
    await reset_at_counter(counter.world, counter.clerk, order, now=counter.now)
    text = await newest(owner)
    assert HINT in text
    assert SECOND not in text


async def test_an_activation_code_hints_at_the_gate_where_its_owner_reads_already(owner: Owner) -> None:
    await a_further_gate(owner)
    assert HINT in await newest(owner)
    await a_further_gate(owner, "harmadik80", email=NEW_EMAIL)
    letter = await newest(owner, NEW_EMAIL)
    assert "harmadik80" not in letter
    assert "h•••0" not in letter


async def test_news_of_a_mandate_come_to_each_gate_with_its_name(owner: Owner, second: Owner) -> None:
    (person,) = await owner.counter.rows("person")
    owner.clock.advance(milliseconds=1)
    subject = SubjectCode(person.text("subject_code"))
    await GateIdentification(owner.world).pass_on(News(reference="r1", subject_code=subject, what=MandateNews.ACCEPTED))
    letters = (await mailed_to(second, EMAIL))[:2]
    assert sorted((USERNAME in text, SECOND in text) for text in letters) == [(False, True), (True, False)]


async def test_what_happens_to_one_gate_leaves_the_other_open(owner: Owner, second: Owner) -> None:
    await owner.signs_in()
    await second.signs_in()
    await asyncio.gather(ends(second), ends(second))
    assert await live_session(owner.world, owner.session) is not None
    assert await live_session(second.world, second.session) is None
    assert isinstance(await second.tries(), Refused)
    assert isinstance(await owner.tries(), SignedIn)
    assert not await broken(owner.counter)
