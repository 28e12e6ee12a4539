"""A full breach list counts wherever a password is chosen; a hash of weaker parameters is made anew wherever it may be."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from tests.gate.counter_world import Counter
from tests.gate.owner_world import OTHER_PASSWORD, PASSWORD, Owner, a_registered_owner, an_owner
from ugyfelkapu.adapters import passwords
from ugyfelkapu.adapters.passwords import PasswordPool
from ugyfelkapu.gate.actions.passwords.change_password import Changed
from ugyfelkapu.gate.actions.passwords.reset_password import PasswordReset
from ugyfelkapu.gate.actions.passwords.warn_of_expiry import warn_of_expiry
from ugyfelkapu.gate.actions.sessions.begin_session import SignedIn
from ugyfelkapu.gate.actions.sessions.half_done import NextStep
from ugyfelkapu.gate.actions.signing_in.renew_password import renew_password
from ugyfelkapu.gate.domain.password import Weakness

STRONGER_KIB = 24 * 1024


@pytest.fixture
def password_pool() -> Iterator[PasswordPool]:
    """Real hashing, nothing of it remembered."""
    pool = PasswordPool(threads=1)
    yield pool
    pool.close()


@dataclass(frozen=True, slots=True)
class Breached:
    """A list of one."""

    password: str

    def holds(self, password: str) -> bool:
        return password == self.password


@pytest.fixture
def stronger(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on a hash takes more memory."""
    monkeypatch.setattr(passwords, "MEMORY_BYTES", STRONGER_KIB * 1024)


async def in_force(owner: Owner) -> str:
    (row,) = await owner.counter.rows("password")
    return row.text("encoded")


async def test_a_breached_password_is_refused_on_every_way_to_a_new_one(counter: Counter) -> None:
    counter = replace(counter, world=replace(counter.world, breached_passwords=Breached(OTHER_PASSWORD)))
    owner = await a_registered_owner(counter)
    code = await owner.code()
    assert await owner.activates(code, password=OTHER_PASSWORD) is Weakness.COMMON
    await owner.activates(code)
    await owner.signs_in()
    assert await owner.changes(OTHER_PASSWORD) is Weakness.COMMON
    await owner.forgets()
    assert await owner.resets(await owner.code(), password=OTHER_PASSWORD) is Weakness.COMMON
    owner.clock.advance(days=731)
    pending = await owner.tries()
    assert isinstance(pending, NextStep)
    refused = await renew_password(
        owner.world, pending.pending, new_password=OTHER_PASSWORD, again=OTHER_PASSWORD, origin=owner.origin()
    )
    assert refused is Weakness.COMMON


async def test_a_breached_password_in_force_still_lets_its_owner_in(counter: Counter) -> None:
    owner = await an_owner(counter)
    owner.counter = replace(counter, world=replace(counter.world, breached_passwords=Breached(PASSWORD)))
    assert isinstance(await owner.tries(), SignedIn)


async def test_signing_in_makes_a_weaker_hash_anew(counter: Counter, request: pytest.FixtureRequest) -> None:
    owner = await an_owner(counter)
    weaker = await in_force(owner)
    request.getfixturevalue("stronger")
    assert isinstance(await owner.tries(), SignedIn)
    assert f"m={STRONGER_KIB}," in await in_force(owner)
    assert await in_force(owner) != weaker
    kept = await in_force(owner)
    assert isinstance(await owner.tries(), SignedIn)
    assert await in_force(owner) == kept


async def test_a_wrong_password_makes_nothing_anew(counter: Counter, request: pytest.FixtureRequest) -> None:
    owner = await an_owner(counter)
    weaker = await in_force(owner)
    request.getfixturevalue("stronger")
    await owner.tries("rossz")
    assert await in_force(owner) == weaker


async def test_a_changed_password_has_the_new_parameters_and_the_weaker_one_is_still_known(
    counter: Counter, request: pytest.FixtureRequest
) -> None:
    owner = await an_owner(counter)
    await owner.signs_in()
    request.getfixturevalue("stronger")
    assert await owner.changes(PASSWORD) is Weakness.REUSED
    assert await owner.changes(OTHER_PASSWORD) == Changed()
    assert f"m={STRONGER_KIB}," in await in_force(owner)
    assert await owner.changes(PASSWORD) is Weakness.REUSED


async def test_a_reset_password_has_the_new_parameters(counter: Counter, request: pytest.FixtureRequest) -> None:
    owner = await an_owner(counter)
    request.getfixturevalue("stronger")
    await owner.forgets()
    code = await owner.code()
    assert await owner.resets(code, password=PASSWORD) is Weakness.REUSED
    assert isinstance(await owner.resets(code), PasswordReset)
    assert f"m={STRONGER_KIB}," in await in_force(owner)


@pytest.mark.parametrize(("days_before", "sent"), [(31, 0), (29, 1), (5, 1), (0.5, 1)])
async def test_after_a_silence_the_nearest_warning_goes_out_alone_and_once(
    counter: Counter, days_before: float, sent: int
) -> None:
    owner = await an_owner(counter)
    owner.clock.advance(days=730 - days_before)
    before = len(await owner.mails())
    assert await warn_of_expiry(owner.world) == sent
    assert await warn_of_expiry(owner.world) == 0
    assert len(await owner.mails()) == before + sent


async def test_every_sign_in_of_the_last_days_says_how_many_are_left(counter: Counter) -> None:
    owner = await an_owner(counter)
    owner.clock.advance(days=723, minutes=1)
    told = [await owner.tries() for _ in range(3)]
    assert [outcome.password_days_left for outcome in told if isinstance(outcome, SignedIn)] == [7, 7, 7]
