"""Chores: each at its own pace, and none stops another."""

import asyncio

from ugyfelkapu.foundation.database import DatabaseUnavailableError
from ugyfelkapu.foundation.worker import Chore, work


async def test_a_chore_that_fails_stops_neither_itself_nor_another() -> None:
    stop, done = asyncio.Event(), {"failing": 0, "broken": 0, "good": 0}

    async def fail() -> bool:
        done["failing"] += 1
        raise DatabaseUnavailableError("away")

    async def break_() -> bool:
        done["broken"] += 1
        raise ZeroDivisionError

    async def succeed() -> bool:
        done["good"] += 1
        if done["good"] >= 5 and min(done.values()) >= 2:
            stop.set()
        return False

    chores = [Chore(name=name, pause_seconds=0.001, run=run) for name, run in (("a", fail), ("b", break_), ("c", succeed))]
    async with asyncio.timeout(60):
        await work(chores, stop)
    assert min(done.values()) >= 2


async def test_a_chore_with_more_to_do_goes_on_at_once() -> None:
    stop, left = asyncio.Event(), [3]

    async def run() -> bool:
        left[0] -= 1
        if left[0] == 0:
            stop.set()
        return left[0] > 0

    async with asyncio.timeout(60):
        await work([Chore(name="long", pause_seconds=3600, run=run)], stop)
    assert left == [0]
