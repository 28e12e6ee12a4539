"""How clerks come in: two steps, budgets of tries, sessions that end (`docs/security.md`)."""

from datetime import timedelta

from nacl.pwhash import argon2id
from pyotp import TOTP

from tests.gate.counter_world import Counter
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.counter.clerk_session import clerk_of_session, sign_out_clerk, sweep_clerk_sessions
from ugyfelkapu.gate.actions.counter.sign_in_clerk import Begun, Denied, PasswordTry, give_code, give_password


def attempt(counter: Counter, *, password: str | None = None, network: str = "192.0.2.0/24") -> PasswordTry:
    return PasswordTry(username="szilagyi1", password=password or counter.secrets.password, network=network)


def code_now(counter: Counter) -> str:
    return TOTP(counter.secrets.totp_secret).at(counter.now)


async def begun(counter: Counter) -> str:
    outcome = await give_password(counter.world, attempt(counter), now=counter.now)
    assert isinstance(outcome, Begun)
    return outcome.secret


async def signed_in(counter: Counter) -> str:
    outcome = await give_code(counter.world, await begun(counter), code_now(counter), now=counter.now)
    assert isinstance(outcome, Begun)
    return outcome.secret


async def test_password_and_code_sign_in_with_a_new_secret_at_each_rise(counter: Counter) -> None:
    first = await begun(counter)
    assert await clerk_of_session(counter.world, first, now=counter.now) is None
    second = await give_code(counter.world, first, code_now(counter), now=counter.now)
    assert isinstance(second, Begun)
    assert second.secret != first
    assert await clerk_of_session(counter.world, second.secret, now=counter.now) == counter.clerk
    assert await give_code(counter.world, first, code_now(counter), now=counter.now) is Denied.NOT_BEGUN


async def test_a_code_is_good_once(counter: Counter) -> None:
    await signed_in(counter)
    assert await give_code(counter.world, await begun(counter), code_now(counter), now=counter.now) is Denied.WRONG


async def test_the_code_is_waited_for_five_minutes(counter: Counter) -> None:
    secret = await begun(counter)
    counter.clock.advance(minutes=5)
    assert await give_code(counter.world, secret, code_now(counter), now=counter.now) is Denied.NOT_BEGUN


async def test_unknown_and_wrong_are_one_answer(counter: Counter) -> None:
    stranger = PasswordTry(username="senki99", password=counter.secrets.password, network="192.0.2.0/24")
    assert await give_password(counter.world, stranger, now=counter.now) is Denied.WRONG
    assert await give_password(counter.world, attempt(counter, password="wrong"), now=counter.now) is Denied.WRONG


async def test_after_five_wrong_passwords_the_network_waits_and_others_do_not(counter: Counter) -> None:
    for _ in range(5):
        await give_password(counter.world, attempt(counter, password="wrong"), now=counter.now)
    sixth = await give_password(counter.world, attempt(counter, password="wrong"), now=counter.now)
    assert sixth is Denied.WRONG
    assert isinstance(await give_password(counter.world, attempt(counter), now=counter.now), Wait)
    elsewhere = attempt(counter, network="198.51.100.0/24")
    assert isinstance(await give_password(counter.world, elsewhere, now=counter.now), Begun)


async def test_an_outsider_on_one_network_never_keeps_a_clerk_out(counter: Counter) -> None:
    outsider = attempt(counter, password="wrong", network="203.0.113.0/24")
    for _ in range(4):
        for _ in range(30):
            counter.clock.advance(seconds=5)
            await give_password(counter.world, outsider, now=counter.now)
        await begun(counter)


async def test_an_outsider_with_many_networks_does_not_starve_a_clerk(counter: Counter) -> None:
    for number in range(100):
        counter.clock.advance(seconds=2)
        await give_password(
            counter.world, attempt(counter, password="wrong", network=f"2001:db8:0:{number:x}00::/56"), now=counter.now
        )
    await begun(counter)


async def test_a_user_name_that_spells_a_network_uses_up_nobodys_budget(counter: Counter) -> None:
    for wide in ("szilagyi1:192.0.2.0/24", "192.0.2.0/24/szilagyi1"):
        for number in range(22):
            other = PasswordTry(username=wide, password="wrong", network=f"203.0.{number}.0/24")
            await give_password(counter.world, other, now=counter.now)
    await begun(counter)


async def test_wrong_codes_have_a_budget_of_their_own(counter: Counter) -> None:
    secret = await begun(counter)
    for _ in range(6):
        assert await give_code(counter.world, secret, "000000", now=counter.now) is Denied.WRONG
    assert isinstance(await give_code(counter.world, secret, code_now(counter), now=counter.now), Wait)


async def test_a_session_ends_after_a_quarter_of_an_hour_without_use(counter: Counter) -> None:
    secret = await signed_in(counter)
    for _ in range(3):
        now = counter.clock.advance(minutes=14, seconds=59)
        assert await clerk_of_session(counter.world, secret, now=now) == counter.clerk
    assert await clerk_of_session(counter.world, secret, now=counter.clock.advance(minutes=15)) is None


async def test_a_busy_session_ends_after_twelve_hours(counter: Counter) -> None:
    secret = await signed_in(counter)
    end = counter.now + timedelta(hours=12)
    while counter.clock.advance(minutes=10) < end:
        assert await clerk_of_session(counter.world, secret, now=counter.now) == counter.clerk
    assert await clerk_of_session(counter.world, secret, now=counter.now) is None


async def test_sign_out_ends_the_session_at_once(counter: Counter) -> None:
    secret = await signed_in(counter)
    await sign_out_clerk(counter.world, secret)
    assert await clerk_of_session(counter.world, secret, now=counter.now) is None


async def test_sign_out_is_in_the_journal_once_and_only_where_there_was_a_session(counter: Counter) -> None:
    secret = await signed_in(counter)
    for _ in range(2):
        counter.clock.advance(milliseconds=1)
        await sign_out_clerk(counter.world, secret)
    await sign_out_clerk(counter.world, "")
    assert [entry for entry in await counter.journal() if entry[0] == "sign_out_clerk"] == [("sign_out_clerk", "done")]
    newest = (await counter.world.database.reader.all("SELECT actor FROM journal ORDER BY entry_id DESC"))[0]
    assert newest.text("actor") == counter.clerk.clerk_id


async def test_a_dismissed_clerks_session_stops_at_once(counter: Counter) -> None:
    secret = await signed_in(counter)
    async with counter.world.database.transaction() as tx:
        await tx.execute("UPDATE clerk SET dismissed_at = :now", now=counter.now)
    assert await clerk_of_session(counter.world, secret, now=counter.now) is None
    assert await give_password(counter.world, attempt(counter), now=counter.now) is Denied.WRONG


async def test_the_database_holds_neither_password_nor_seed_nor_cookie(counter: Counter) -> None:
    secret = await signed_in(counter)
    [clerk] = await counter.rows("clerk")
    assert clerk.text("password").startswith("$argon2id$")
    assert counter.secrets.totp_secret.encode() not in clerk.blob("totp_secret")
    assert all(secret.encode() not in row.blob("digest") for row in await counter.rows("clerk_session"))


async def test_sessions_that_are_over_are_swept(counter: Counter) -> None:
    await signed_in(counter)
    await sweep_clerk_sessions(counter.world, now=counter.clock.advance(minutes=14))
    assert len(await counter.rows("clerk_session")) == 1
    await sweep_clerk_sessions(counter.world, now=counter.clock.advance(minutes=1))
    assert await counter.rows("clerk_session") == []


async def test_a_hash_of_weaker_parameters_is_made_anew_at_the_next_sign_in(counter: Counter) -> None:
    weak = argon2id.str(counter.secrets.password.encode(), opslimit=1, memlimit=argon2id.MEMLIMIT_MIN).decode()
    async with counter.world.database.transaction() as tx:
        await tx.execute("UPDATE clerk SET password = :weak", weak=weak)
    await begun(counter)
    [clerk] = await counter.rows("clerk")
    assert not counter.world.hasher.is_outdated(clerk.text("password"))
    await begun(counter)
