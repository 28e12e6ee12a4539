"""Whose tries count together: newcomers step past a contested account, but only so many (`docs/security.md`, rule 6)."""

import pytest

from tests.gate.counter_world import Counter
from tests.gate.owner_world import an_origin
from ugyfelkapu.foundation.throttle import Admitted, Wait
from ugyfelkapu.gate.actions.sessions.tries import FREE_TRIES_ACCOUNT, NEWCOMERS_AN_HOUR, Factor, tries_of


async def tried(counter: Counter, network: str, factor: Factor = Factor.PASSWORD) -> Admitted | Wait:
    """One try at `szilagyi`'s gate from a browser nobody knows."""
    now = counter.clock.now()
    tries = tries_of(factor, "szilagyi", an_origin(network), device_known=False, now=now)
    return await tries.take(counter.world.database, now=now)


async def contested(counter: Counter, factor: Factor = Factor.PASSWORD) -> None:
    """An outsider has used up what all strangers share."""
    for number in range(FREE_TRIES_ACCOUNT + 5):
        await tried(counter, f"2001:db8:0:{number:x}00::/56", factor)


@pytest.mark.parametrize("factor", [Factor.PASSWORD, Factor.CODE])
async def test_the_first_two_tries_of_a_network_do_not_wait_for_others(counter: Counter, factor: Factor) -> None:
    await contested(counter, factor)
    assert [type(await tried(counter, "192.0.2.0/24", factor)) for _ in range(3)] == [Admitted, Admitted, Wait]
    counter.clock.advance(hours=23)
    await contested(counter, factor)
    assert isinstance(await tried(counter, "192.0.2.0/24", factor), Wait)
    counter.clock.advance(days=1)
    await contested(counter, factor)
    assert [type(await tried(counter, "192.0.2.0/24", factor)) for _ in range(3)] == [Admitted, Admitted, Wait]


async def test_a_stranger_is_no_newcomer_at_the_second_factor(counter: Counter) -> None:
    await contested(counter, Factor.TOTP)
    assert isinstance(await tried(counter, "192.0.2.0/24", Factor.TOTP), Wait)


async def test_newcomers_step_past_a_contested_account_only_so_often_in_an_hour(counter: Counter) -> None:
    await contested(counter)
    admitted = [isinstance(await tried(counter, f"10.{n >> 8}.{n & 255}.0/24"), Admitted) for n in range(NEWCOMERS_AN_HOUR)]
    assert sum(admitted) == NEWCOMERS_AN_HOUR - 2  # the outsider was a newcomer twice
    assert isinstance(await tried(counter, "192.0.2.0/24"), Wait)
    counter.clock.advance(hours=1)
    await contested(counter)
    assert isinstance(await tried(counter, "198.51.100.0/24"), Admitted)


async def test_a_success_gives_a_newcomers_tries_back(counter: Counter) -> None:
    now = counter.clock.now()
    for _ in range(3):
        assert isinstance(await tried(counter, "192.0.2.0/24"), Admitted)
        assert isinstance(await tried(counter, "192.0.2.0/24"), Admitted)
        async with counter.world.database.transaction() as tx:
            await tries_of(Factor.PASSWORD, "szilagyi", an_origin("192.0.2.0/24"), device_known=False, now=now).forget(tx)
        await contested(counter)
