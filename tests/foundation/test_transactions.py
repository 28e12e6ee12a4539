"""Transactions on both databases: whole or not at all, alone or in company."""

import asyncio

import pytest

from ugyfelkapu.foundation.database import Database

KEEP = "INSERT INTO policy (name, effective_on, value, source) VALUES (:name, '2026-01-01', '1', 'test')"
COUNT = "SELECT count(*) AS rows FROM policy"


async def keep(database: Database, name: str, *, fail: bool = False) -> None:
    async with database.transaction() as tx:
        await tx.execute(KEEP, name=name)
        if fail:
            raise ZeroDivisionError


async def rows(database: Database) -> int:
    return (await database.reader.one(COUNT)).number("rows")


async def test_a_transaction_counts_when_its_block_is_left(database: Database) -> None:
    await keep(database, "one")
    assert await rows(database) == 1


async def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        await keep(database, "one", fail=True)
    assert await rows(database) == 0


async def test_one_request_that_fails_never_hurts_the_others_beside_it(database: Database) -> None:
    outcomes = await asyncio.gather(
        *(keep(database, f"name {number}", fail=number % 3 == 0) for number in range(30)), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes].count(ZeroDivisionError) == 10
    assert await rows(database) == 20


async def test_a_reader_sees_nothing_that_is_not_committed(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute(KEEP, name="one")
        assert await rows(database) == 0
    assert await rows(database) == 1


async def test_a_cancelled_request_undoes_its_own_work_alone(database: Database) -> None:
    inside = asyncio.Event()

    async def linger() -> None:
        async with database.transaction() as tx:
            await tx.execute(KEEP, name="lingering")
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(linger())
    await inside.wait()
    task.cancel()
    await keep(database, "other")
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await rows(database) == 1


async def test_who_is_cancelled_while_the_group_commits_does_not_undo_the_others(database: Database) -> None:
    tasks = [asyncio.create_task(keep(database, f"name {number}")) for number in range(5)]
    await asyncio.sleep(0)
    tasks[0].cancel()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert outcomes[1:] == [None] * 4
    assert await rows(database) in {4, 5}


async def test_of_twenty_who_claim_one_name_one_wins(database: Database) -> None:
    async def claim(number: int) -> bool:
        async with database.transaction() as tx:
            row = await tx.one_or_none(f"{KEEP} ON CONFLICT DO NOTHING RETURNING name", name="the one")
            return row is not None and number >= 0

    assert sum(await asyncio.gather(*(claim(number) for number in range(20)))) == 1


async def test_twenty_first_requests_at_once_are_all_answered(database: Database) -> None:
    counts = await asyncio.gather(*(rows(database) for _ in range(20)))
    assert counts == [0] * 20
