"""A whole site for each attack, on SQLite, or on both databases where simultaneous requests are the attack."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.attacks.whole_site import WholeSite, a_whole_site
from tests.databases import new_postgres_database
from tests.gate.owner_world import Owner, an_owner
from tests.world import HandClock
from ugyfelkapu.adapters.passwords import PasswordPool
from ugyfelkapu.app import BROKER_TABLES, GATE_TABLES
from ugyfelkapu.foundation.database.migrations import migrate
from ugyfelkapu.foundation.database.postgres import PostgresDatabase
from ugyfelkapu.foundation.database.sqlite import SqliteDatabase


@pytest.fixture(scope="session")
def password_pool() -> Iterator[PasswordPool]:
    """Real hashing on one thread."""
    pool = PasswordPool(threads=1)
    yield pool
    pool.close()


@pytest.fixture(scope="session")
def key_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys made once: RSA takes its time."""
    return tmp_path_factory.mktemp("keys")


@pytest.fixture
async def site(tmp_path: Path, clock: HandClock, password_pool: PasswordPool, key_directory: Path) -> AsyncIterator[WholeSite]:
    """A site on SQLite."""
    gate, broker = SqliteDatabase(tmp_path / "gate.db"), SqliteDatabase(tmp_path / "broker.db")
    await migrate(gate, GATE_TABLES)
    await migrate(broker, BROKER_TABLES)
    yield await a_whole_site((gate, broker), clock, password_pool, key_directory)
    await gate.close()
    await broker.close()


@pytest.fixture
async def postgres_site(
    postgres_cluster: str, clock: HandClock, password_pool: PasswordPool, key_directory: Path
) -> AsyncIterator[WholeSite]:
    """A site on PostgreSQL, where simultaneous requests really are."""
    gate, broker = [PostgresDatabase(await new_postgres_database(postgres_cluster)) for _ in range(2)]
    await migrate(gate, GATE_TABLES)
    await migrate(broker, BROKER_TABLES)
    yield await a_whole_site((gate, broker), clock, password_pool, key_directory)
    await gate.close()
    await broker.close()


@pytest.fixture(params=["site", "postgres_site"])
def crowded_site(request: pytest.FixtureRequest) -> WholeSite:
    """A site on each database."""
    found: WholeSite = request.getfixturevalue(request.param)
    return found


@pytest.fixture
async def owner(site: WholeSite) -> Owner:
    """A citizen with an active gate."""
    return await an_owner(site.counter)
