"""What every test may ask for: both databases, a hand clock, counted entropy."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from tests import postgres
from tests.world import CountedEntropy, HandClock
from ugyfelkapu.foundation.database import Database
from ugyfelkapu.foundation.database.migrations import migrate
from ugyfelkapu.foundation.database.postgres import PostgresDatabase
from ugyfelkapu.foundation.database.sqlite import SqliteDatabase


@pytest.fixture
def anyio_backend() -> str:
    """The event loop of the tests: asyncio, as in production."""
    return "asyncio"


@pytest.fixture
def clock() -> HandClock:
    """A clock that moves only by hand."""
    return HandClock()


@pytest.fixture
def entropy() -> CountedEntropy:
    """Chance that is the same in every run."""
    return CountedEntropy()


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[str]:
    """The URL of a cluster, with a place for the database's name."""
    with postgres.cluster() as url:
        yield url


@pytest.fixture
def migrated_packages() -> tuple[str, ...]:
    """Whose tables a test's database has beside the foundation's; a wing's tests name their wing."""
    return ()


@pytest.fixture(params=["sqlite", "postgres"])
async def database(
    request: pytest.FixtureRequest, tmp_path: Path, migrated_packages: tuple[str, ...]
) -> AsyncIterator[Database]:
    """An empty, migrated database of each kind; the same test runs on both."""
    if request.param == "sqlite":
        opened: SqliteDatabase | PostgresDatabase = SqliteDatabase(tmp_path / "test.db")
    else:
        opened = PostgresDatabase(await new_postgres_database(request.getfixturevalue("postgres_cluster")))
    await migrate(opened, *migrated_packages)
    yield opened
    await opened.close()


async def new_postgres_database(cluster: str) -> str:
    """The URL of a new, empty database in the cluster."""
    name = f"test_{uuid4().hex}"
    connection = await asyncpg.connect(cluster.format(database="postgres"))
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    return cluster.format(database=name)
