"""Clocks that disagree or jump: nobody waits for no reason, and nothing expired revives (`security.md`, faults)."""

from datetime import timedelta

from tests.world import HandClock
from ugyfelkapu.foundation.database import Database
from ugyfelkapu.foundation.throttle import Admitted, Lane, Wait, take

LANE = Lane(key="tests/overtaking", free_tries=3)


async def test_a_try_that_was_overtaken_by_a_later_one_does_not_wait_while_tries_are_free(
    database: Database, clock: HandClock
) -> None:
    now = clock.now()
    for moment in (now, now - timedelta(milliseconds=5)):  # read the clock first, came to the database second
        async with database.transaction() as tx:
            assert isinstance(await take(tx, [LANE], now=moment), Admitted)


async def test_a_wait_is_kept_also_by_a_try_that_was_overtaken(database: Database, clock: HandClock) -> None:
    now = clock.now()
    async with database.transaction() as tx:
        for _ in range(LANE.free_tries + 1):
            assert isinstance(await take(tx, [LANE], now=now), Admitted)
        assert isinstance(await take(tx, [LANE], now=now - timedelta(milliseconds=5)), Wait)
