"""A whole site for each attack, on SQLite, or on both databases where simultaneous requests are the attack."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attacks.whole_site import WholeSite, a_whole_site
from tests.gate.owner_world import Owner, an_owner
from tests.world import HandClock
from ugyfelkapu.adapters.passwords import PasswordPool
from ugyfelkapu.foundation.database import Database


@pytest.fixture(scope="session")
def password_pool() -> Iterator[PasswordPool]:
    """Real hashing on one thread."""
    pool = PasswordPool(threads=1)
    yield pool
    pool.close()


@pytest.fixture
async def site(
    sqlite_wings: tuple[Database, Database], clock: HandClock, password_pool: PasswordPool, key_directory: Path
) -> WholeSite:
    """A site on SQLite."""
    return await a_whole_site(sqlite_wings, clock, password_pool, key_directory)


@pytest.fixture
async def postgres_site(
    postgres_wings: tuple[Database, Database], clock: HandClock, password_pool: PasswordPool, key_directory: Path
) -> WholeSite:
    """A site on PostgreSQL, where simultaneous requests really are."""
    return await a_whole_site(postgres_wings, clock, password_pool, key_directory)


@pytest.fixture(params=["site", "postgres_site"])
def crowded_site(request: pytest.FixtureRequest) -> WholeSite:
    """A site on each database."""
    found: WholeSite = request.getfixturevalue(request.param)
    return found


@pytest.fixture
async def owner(site: WholeSite) -> Owner:
    """A citizen with an active gate."""
    return await an_owner(site.counter)
