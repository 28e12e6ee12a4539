"""What every test may ask for: both databases, a hand clock, counted entropy."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import postgres
from tests.databases import PostgresShelf, SqliteFiles
from tests.hashing import RememberedHashing
from tests.world import CountedEntropy, HandClock
from ugyfelkapu.adapters.passwords import PasswordPool
from ugyfelkapu.app import BROKER_TABLES, GATE_TABLES
from ugyfelkapu.foundation.database import Database
from ugyfelkapu.foundation.database import postgres as postgres_database
from ugyfelkapu.gate.ports import PasswordHasher

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
postgres_database.CONNECT_TIMEOUT_SECONDS = postgres_database.STATEMENT_TIMEOUT_SECONDS = 30.0
"""A busy machine is no fault of the code: nothing here fails for being slow."""

LONGEST_FIRST = [Path(__file__).parent / suite for suite in ("journeys", "failures")]
"""Whole towns live in these: begun first and kept together they need few of them, and what is shared at the end is short."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest suites first; within each, chance orders the tests as before."""
    items.sort(key=lambda item: [suite not in item.path.parents for suite in LONGEST_FIRST])


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


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    """Where new SQLite databases come from."""
    return SqliteFiles(folder=tmp_path_factory.mktemp("migrated"))


@pytest.fixture(scope="session")
def postgres_shelf(postgres_cluster: str) -> PostgresShelf:
    """Where empty PostgreSQL databases come from."""
    return PostgresShelf(cluster=postgres_cluster)


@pytest.fixture(scope="session")
def password_pool() -> Iterator[PasswordHasher]:
    """Real hashing on one thread, its answers remembered."""
    pool = PasswordPool(threads=1)
    yield RememberedHashing(hasher=pool)
    pool.close()


@pytest.fixture(scope="session")
def key_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The signing keys of every test that rotates none."""
    return tmp_path_factory.mktemp("keys")


@pytest.fixture
async def sqlite_wings(tmp_path: Path, sqlite_files: SqliteFiles) -> AsyncIterator[tuple[Database, Database]]:
    """The gate's and the broker's empty databases on SQLite."""
    gate = await sqlite_files.opened(tmp_path / "gate.db", GATE_TABLES)
    broker = await sqlite_files.opened(tmp_path / "broker.db", BROKER_TABLES)
    yield gate, broker
    await gate.close()
    await broker.close()


@pytest.fixture
async def postgres_wings(postgres_shelf: PostgresShelf) -> AsyncIterator[tuple[Database, Database]]:
    """The same on PostgreSQL."""
    async with postgres_shelf.opened(GATE_TABLES) as gate, postgres_shelf.opened(BROKER_TABLES) as broker:
        yield gate, broker


@pytest.fixture(params=["sqlite", "postgres"])
async def database(
    request: pytest.FixtureRequest, tmp_path: Path, sqlite_files: SqliteFiles, migrated_packages: tuple[str, ...]
) -> AsyncIterator[Database]:
    """An empty, migrated database of each kind; the same test runs on both."""
    if request.param == "postgres":
        shelf: PostgresShelf = request.getfixturevalue("postgres_shelf")
        async with shelf.opened(*migrated_packages) as lent:
            yield lent
    else:
        opened = await sqlite_files.opened(tmp_path / "test.db", *migrated_packages)
        yield opened
        await opened.close()
