"""Budgets of tries: waiting grows, nothing locks for good."""

import asyncio
from datetime import timedelta

from tests.world import HandClock
from ugyfelkapu.foundation.database import Database
from ugyfelkapu.foundation.throttle import Admitted, Lane, Wait, clear, forget_old, give_back, take

LANE = Lane(key="gate/1/password", free_tries=3, first_wait=timedelta(seconds=2), longest_wait=timedelta(minutes=15))


async def try_once(database: Database, clock: HandClock, *lanes: Lane) -> Admitted | Wait:
    async with database.transaction() as tx:
        return await take(tx, lanes or (LANE,), now=clock.now())


async def test_the_free_tries_need_no_waiting(database: Database, clock: HandClock) -> None:
    for _ in range(LANE.free_tries):
        assert await try_once(database, clock) == Admitted()


async def test_after_the_free_tries_each_wait_is_twice_the_last(database: Database, clock: HandClock) -> None:
    for _ in range(LANE.free_tries + 1):
        assert await try_once(database, clock) == Admitted()
    for seconds in (2, 4, 8):
        assert await try_once(database, clock) == Wait(until=clock.now() + timedelta(seconds=seconds))
        clock.advance(seconds=seconds)
        assert await try_once(database, clock) == Admitted()


async def test_no_wait_is_longer_than_the_longest(database: Database, clock: HandClock) -> None:
    for _ in range(30):
        assert await try_once(database, clock) == Admitted()
        clock.instant += LANE.longest_wait


async def test_a_success_gives_the_budget_back(database: Database, clock: HandClock) -> None:
    for _ in range(LANE.free_tries + 1):
        await try_once(database, clock)
    async with database.transaction() as tx:
        await clear(tx, [LANE])
    assert await try_once(database, clock) == Admitted()


async def test_a_success_takes_no_more_than_itself_back_from_a_shared_lane(database: Database, clock: HandClock) -> None:
    for _ in range(LANE.free_tries):
        await try_once(database, clock)
    async with database.transaction() as tx:
        await give_back(tx, [LANE])
    assert await try_once(database, clock) == Admitted()
    assert await try_once(database, clock) == Admitted()
    assert isinstance(await try_once(database, clock), Wait)


async def test_simultaneous_tries_do_not_share_a_place(database: Database, clock: HandClock) -> None:
    outcomes = await asyncio.gather(*(try_once(database, clock) for _ in range(20)))
    assert outcomes.count(Admitted()) == LANE.free_tries + 1


async def test_one_shut_lane_is_enough_to_wait(database: Database, clock: HandClock) -> None:
    other = Lane(key="network/192.0.2.0/24", free_tries=0)
    await try_once(database, clock, other)
    assert isinstance(await try_once(database, clock, LANE, other), Wait)


async def test_tries_are_forgotten_in_time(database: Database, clock: HandClock) -> None:
    for _ in range(LANE.free_tries + 1):
        await try_once(database, clock)
    clock.instant += LANE.forgotten_after
    for _ in range(LANE.free_tries):
        assert await try_once(database, clock) == Admitted()
    clock.instant += LANE.forgotten_after
    async with database.transaction() as tx:
        assert await forget_old(tx, now=clock.now()) == 1


async def test_a_clock_set_back_by_a_day_shuts_nobody_out(database: Database, clock: HandClock) -> None:
    for _ in range(LANE.free_tries + 1):
        await try_once(database, clock)
    clock.advance(days=-1)
    assert await try_once(database, clock) == Admitted()
