"""PostgreSQL's own ways: a pool nobody used, and one that many use first at the same time."""

import asyncio

from tests.databases import new_postgres_database
from ugyfelkapu.foundation.database.postgres import PostgresDatabase


async def test_a_pool_nobody_used_is_closed_without_a_word(postgres_cluster: str) -> None:
    await PostgresDatabase(await new_postgres_database(postgres_cluster)).close()


async def test_the_first_requests_may_come_together(postgres_cluster: str) -> None:
    database = PostgresDatabase(await new_postgres_database(postgres_cluster))
    found = await asyncio.gather(*(database.reader.one("SELECT 1 AS up") for _ in range(20)))
    await database.close()
    assert [row.number("up") for row in found] == [1] * 20
