"""A whole site for each attack, on SQLite, or on both databases where simultaneous requests are the attack."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.attacks.whole_site import WholeSite, a_whole_site
from tests.databases import PostgresShelf, SqliteFiles
from tests.gate.owner_world import Owner, an_owner
from tests.world import HandClock
from ugyfelkapu.adapters.passwords import PasswordPool
from ugyfelkapu.app import BROKER_TABLES, GATE_TABLES


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
async def site(
    tmp_path: Path, sqlite_files: SqliteFiles, clock: HandClock, password_pool: PasswordPool, key_directory: Path
) -> AsyncIterator[WholeSite]:
    """A site on SQLite."""
    gate = await sqlite_files.opened(tmp_path / "gate.db", GATE_TABLES)
    broker = await sqlite_files.opened(tmp_path / "broker.db", BROKER_TABLES)
    yield await a_whole_site((gate, broker), clock, password_pool, key_directory)
    await gate.close()
    await broker.close()


@pytest.fixture
async def postgres_site(
    postgres_shelf: PostgresShelf, clock: HandClock, password_pool: PasswordPool, key_directory: Path
) -> AsyncIterator[WholeSite]:
    """A site on PostgreSQL, where simultaneous requests really are."""
    async with postgres_shelf.opened(GATE_TABLES) as gate, postgres_shelf.opened(BROKER_TABLES) as broker:
        yield await a_whole_site((gate, broker), clock, password_pool, key_directory)


@pytest.fixture(params=["site", "postgres_site"])
def crowded_site(request: pytest.FixtureRequest) -> WholeSite:
    """A site on each database."""
    found: WholeSite = request.getfixturevalue(request.param)
    return found


@pytest.fixture
async def owner(site: WholeSite) -> Owner:
    """A citizen with an active gate."""
    return await an_owner(site.counter)
