"""PostgreSQL's own ways: a pool nobody used, and one that many use first at the same time."""

import asyncio

from tests.databases import new_postgres_database
from ugyfelkapu.foundation.database.postgres import POOL_SIZE, PostgresDatabase


async def test_a_pool_nobody_used_is_closed_without_a_word(postgres_cluster: str) -> None:
    await PostgresDatabase(await new_postgres_database(postgres_cluster)).close()


async def test_the_first_requests_may_come_together(postgres_cluster: str) -> None:
    database = PostgresDatabase(await new_postgres_database(postgres_cluster))
    found = await asyncio.gather(*(database.reader.one("SELECT 1 AS up") for _ in range(20)))
    await database.close()
    assert [row.number("up") for row in found] == [1] * 20


async def test_a_connection_comes_back_without_the_transaction_of_whoever_went_away(postgres_cluster: str) -> None:
    database = PostgresDatabase(await new_postgres_database(postgres_cluster))
    async with database.transaction() as tx:
        await tx.execute("CREATE TABLE piece (name TEXT)")
    begun = [asyncio.Event() for _ in range(POOL_SIZE)]

    async def abandon(event: asyncio.Event) -> None:
        async with database.transaction() as tx:
            await tx.execute("INSERT INTO piece VALUES ('abandoned')")
            event.set()
            await asyncio.Event().wait()

    tasks = [asyncio.create_task(abandon(event)) for event in begun]
    await asyncio.gather(*(event.wait() for event in begun))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    found = await asyncio.gather(*(database.reader.one("SELECT count(*) AS pieces FROM piece") for _ in range(POOL_SIZE)))
    await database.close()
    assert [row.number("pieces") for row in found] == [0] * POOL_SIZE
