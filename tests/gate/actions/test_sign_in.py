"""User name, password and second factor: who gets in, who waits, and what nobody may learn (`docs/security.md`)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from pyotp import TOTP

from tests.gate.counter_world import Counter
from tests.gate.owner_world import OTHER_PASSWORD, PASSWORD, Owner, an_origin, an_owner, by_app
from ugyfelkapu.foundation.database import Database
from ugyfelkapu.foundation.database.sqlite import SqliteDatabase
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.sessions.begin_session import SignedIn
from ugyfelkapu.gate.actions.sessions.half_done import NextStep
from ugyfelkapu.gate.actions.sessions.live_session import live_session
from ugyfelkapu.gate.actions.signing_in.renew_password import renew_password
from ugyfelkapu.gate.actions.signing_in.second_factor import give_second_factor
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.sign_in import Refused, Step
from ugyfelkapu.identification import IdentificationMethod

VALIDITY = timedelta(days=730)


@pytest.fixture
async def owner(counter: Counter) -> Owner:
    return await an_owner(counter)


@contextmanager
def statements_of(database: Database) -> Iterator[list[str]]:
    """The statements that run, where the database can tell."""
    seen: list[str] = []
    if isinstance(database, SqliteDatabase):
        connections = (database._writer, database.reader.connection)
        for connection in connections:
            connection.set_trace_callback(lambda sql: seen.append(sql.split("(")[0].split("'")[0].strip()))
        yield seen
        for connection in connections:
            connection.set_trace_callback(None)
    else:
        yield seen


async def test_an_unknown_name_and_a_wrong_password_look_and_cost_the_same(owner: Owner) -> None:
    stranger = Owner(counter=owner.counter, username="nincsilyen")
    with statements_of(owner.world.database) as known:
        assert await owner.tries("rossz jelszó, de hosszú", origin=an_origin()) is Refused.WRONG
    with statements_of(owner.world.database) as unknown:
        assert await stranger.tries("rossz jelszó, de hosszú", origin=an_origin()) is Refused.WRONG
    assert known == unknown


async def test_a_sign_in_from_a_known_browser_costs_few_statements(owner: Owner) -> None:
    await owner.signs_in()
    with statements_of(owner.world.database) as statements:
        await owner.signs_in()
    assert len([sql for sql in statements if not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]) <= 10


async def test_a_user_name_is_known_in_any_spelling_that_folds_to_it(owner: Owner) -> None:
    owner.username = owner.username.upper()
    assert isinstance(await owner.tries(), SignedIn)


async def test_after_five_wrong_tries_a_stranger_waits_longer_each_time(owner: Owner) -> None:
    stranger = an_origin("203.0.113.0/24")
    for _ in range(6):
        assert await owner.tries("rossz", origin=stranger) is Refused.WRONG
    assert await owner.tries("rossz", origin=stranger) == Wait(until=owner.clock.now() + timedelta(seconds=2))
    owner.clock.advance(seconds=2)
    assert await owner.tries("rossz", origin=stranger) is Refused.WRONG
    assert await owner.tries("rossz", origin=stranger) == Wait(until=owner.clock.now() + timedelta(seconds=4))


def a_network_of_the_outsider(number: int) -> Origin:
    """One of the 256 networks of one customer."""
    return an_origin(f"2001:db8:0:{number % 256:x}00::/56")


async def test_an_outsider_cannot_lock_the_owner_out_of_a_known_browser(owner: Owner) -> None:
    for number in range(60):
        await owner.tries("rossz", origin=a_network_of_the_outsider(number))
    assert isinstance(await owner.tries("rossz", origin=a_network_of_the_outsider(60)), Wait)
    assert isinstance(await owner.tries(), SignedIn)


async def test_an_outsider_with_many_networks_does_not_starve_the_owners_new_browser(owner: Owner) -> None:
    for number in range(100):
        owner.clock.advance(seconds=2)
        await owner.tries("rossz", origin=a_network_of_the_outsider(number))
    assert isinstance(await owner.tries("rossz", origin=a_network_of_the_outsider(100)), Wait)
    new_browser = an_origin("192.0.2.0/24")
    assert await owner.tries("elgépelt", origin=new_browser) is Refused.WRONG
    assert isinstance(await owner.tries(PASSWORD, origin=new_browser), SignedIn)


async def test_a_success_gives_the_budget_back(owner: Owner) -> None:
    stranger = an_origin("203.0.113.0/24")
    for _ in range(5):
        await owner.tries("rossz", origin=stranger)
    assert isinstance(await owner.tries(PASSWORD, origin=stranger), SignedIn)
    for _ in range(5):
        assert await owner.tries("rossz", origin=stranger) is Refused.WRONG


async def test_changing_the_password_shares_the_budget_of_signing_in(owner: Owner) -> None:
    await owner.signs_in()
    for _ in range(11):
        assert await owner.changes(OTHER_PASSWORD, current="rossz") is Refused.WRONG
    assert isinstance(await owner.tries(), Wait)


async def test_a_password_is_good_in_its_last_second_then_opens_only_its_own_change(owner: Owner) -> None:
    owner.clock.instant += VALIDITY - timedelta(seconds=1)
    assert isinstance(await owner.tries(), SignedIn)
    owner.clock.advance(seconds=1)
    outcome = await owner.tries()
    assert isinstance(outcome, NextStep)
    assert outcome.step is Step.NEW_PASSWORD
    renewed = await renew_password(
        owner.world, outcome.pending, new_password=OTHER_PASSWORD, again=OTHER_PASSWORD, origin=owner.origin()
    )
    assert isinstance(renewed, SignedIn)
    assert renewed.password_days_left is None
    assert "Bejelentkezés új eszközről" not in await owner.subjects()
    assert isinstance(await owner.tries(OTHER_PASSWORD), SignedIn)


async def test_after_the_grace_a_password_is_renewed_in_person_only(owner: Owner) -> None:
    owner.clock.instant += VALIDITY + timedelta(days=60) - timedelta(seconds=1)
    assert isinstance(await owner.tries(), NextStep)
    owner.clock.advance(seconds=1)
    assert await owner.tries() is Refused.LAPSED
    assert await owner.tries("rossz") is Refused.WRONG


async def test_in_the_last_thirty_days_each_sign_in_says_how_many_are_left(owner: Owner) -> None:
    owner.clock.instant += VALIDITY - timedelta(days=30, seconds=1)
    assert (await owner.signs_in()).password_days_left is None
    owner.clock.advance(seconds=1)
    assert (await owner.signs_in()).password_days_left == 30


async def test_a_new_browser_is_told_by_mail_and_a_known_one_is_not(owner: Owner) -> None:
    await owner.signs_in()
    before = len(await owner.mails())
    await owner.tries(PASSWORD, origin=an_origin("203.0.113.0/24"))
    assert (await owner.subjects())[before:] == ["Bejelentkezés új eszközről"]
    await owner.signs_in()
    assert len(await owner.mails()) == before + 1


async def test_a_gate_knows_the_twenty_browsers_last_used(owner: Owner) -> None:
    for number in range(25):
        owner.clock.advance(seconds=1)
        await owner.tries(PASSWORD, origin=an_origin(f"203.0.{number}.0/24"))
    assert len(await owner.counter.rows("device")) == 20


async def test_signing_in_again_goes_on_under_a_new_secret(owner: Owner) -> None:
    first = await owner.signs_in()
    before = await live_session(owner.world, first.session)
    second = await owner.signs_in()
    after = await live_session(owner.world, second.session)
    assert before
    assert after
    assert after.session_id == before.session_id
    assert await live_session(owner.world, first.session) is None


async def test_a_session_ends_after_twenty_idle_minutes_and_after_twelve_hours(owner: Owner) -> None:
    session = (await owner.signs_in()).session
    for _ in range(37):
        owner.clock.advance(minutes=19, seconds=20)
        assert await live_session(owner.world, session)
    owner.clock.advance(minutes=4, seconds=40)  # twelve hours are over, twenty minutes are not
    assert await live_session(owner.world, session) is None
    session = (await owner.signs_in()).session
    owner.clock.advance(minutes=20)
    assert await live_session(owner.world, session) is None


async def second_step(owner: Owner) -> NextStep:
    outcome = await owner.tries()
    assert isinstance(outcome, NextStep)
    assert outcome.step is Step.SECOND_FACTOR
    return outcome


async def test_a_second_factor_is_asked_and_each_code_works_once(owner: Owner) -> None:
    generator = TOTP(await owner.enrols())
    step = await second_step(owner)
    code = generator.at(owner.clock.now())
    outcome = await give_second_factor(owner.world, step.pending, by_app(code), origin=owner.origin())
    assert isinstance(outcome, SignedIn)
    session = await live_session(owner.world, outcome.session)
    assert session
    assert session.method is IdentificationMethod.PASSWORD_TOTP
    assert await give_second_factor(owner.world, step.pending, by_app(code), origin=owner.origin()) is Refused.GONE
    again = await second_step(owner)
    assert await give_second_factor(owner.world, again.pending, by_app(code), origin=owner.origin()) is Refused.WRONG


@pytest.mark.parametrize(("drift", "expected"), [(-2, Refused), (2, Refused), (-1, SignedIn), (1, SignedIn)])
async def test_a_code_one_step_early_or_late_will_do_and_two_will_not(owner: Owner, drift: int, expected: type) -> None:
    generator = TOTP(await owner.enrols())
    step = await second_step(owner)
    code = generator.at(owner.clock.now() + timedelta(seconds=30 * drift))
    assert isinstance(await give_second_factor(owner.world, step.pending, by_app(code), origin=owner.origin()), expected)


async def test_the_second_factor_has_a_budget_of_its_own(owner: Owner) -> None:
    generator = TOTP(await owner.enrols())
    step = await second_step(owner)
    for _ in range(11):
        assert await give_second_factor(owner.world, step.pending, by_app("000000"), origin=owner.origin()) is Refused.WRONG
    code = generator.at(owner.clock.now())
    assert isinstance(await give_second_factor(owner.world, step.pending, by_app(code), origin=owner.origin()), Wait)
    assert isinstance(await owner.tries(), NextStep)


async def test_who_has_the_password_gets_few_guesses_at_the_code_from_any_number_of_networks(owner: Owner) -> None:
    await owner.enrols()
    guesses, step = 0, await second_step(owner)
    for number in range(720):
        if number % 100 == 0:  # before the ten minutes of a half-done sign-in are over
            step = await second_step(owner)
        owner.clock.advance(seconds=5)
        network = a_network_of_the_outsider(number)
        outcome = await give_second_factor(owner.world, step.pending, by_app("000000"), origin=network)
        guesses += outcome is Refused.WRONG
    assert guesses < 50


async def test_an_expired_password_still_asks_for_the_second_factor_first(owner: Owner) -> None:
    generator = TOTP(await owner.enrols())
    owner.clock.instant += VALIDITY
    step = await second_step(owner)
    code = generator.at(owner.clock.now())
    outcome = await give_second_factor(owner.world, step.pending, by_app(code), origin=owner.origin())
    assert isinstance(outcome, NextStep)
    assert outcome.step is Step.NEW_PASSWORD
    assert outcome.pending != step.pending


async def test_a_half_done_sign_in_waits_ten_minutes(owner: Owner) -> None:
    generator = TOTP(await owner.enrols())
    step = await second_step(owner)
    owner.clock.advance(minutes=10)
    code = generator.at(owner.clock.now())
    assert await give_second_factor(owner.world, step.pending, by_app(code), origin=owner.origin()) is Refused.GONE


async def test_a_wait_for_a_new_password_is_no_way_around_the_second_factor(owner: Owner) -> None:
    await owner.enrols()
    step = await second_step(owner)
    outcome = await renew_password(
        owner.world, step.pending, new_password=OTHER_PASSWORD, again=OTHER_PASSWORD, origin=owner.origin()
    )
    assert outcome is Refused.GONE
