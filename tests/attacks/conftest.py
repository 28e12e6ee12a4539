"""A whole site for each attack, on SQLite, or on both databases where simultaneous requests are the attack."""

from pathlib import Path

import pytest

from tests.attacks.whole_site import WholeSite, a_whole_site
from tests.broker.town import Town, broker_pages
from tests.gate.owner_world import Owner, an_owner
from tests.key_rings import lent_ring
from tests.world import HandClock
from ugyfelkapu.foundation.database import Database
from ugyfelkapu.foundation.page import Pages
from ugyfelkapu.gate.ports import PasswordHasher


@pytest.fixture
async def site(
    sqlite_wings: tuple[Database, Database], clock: HandClock, password_pool: PasswordHasher, key_directory: Path
) -> WholeSite:
    """A site on SQLite."""
    return await a_whole_site(sqlite_wings, clock, password_pool, key_directory)


@pytest.fixture
async def postgres_site(
    postgres_wings: tuple[Database, Database], clock: HandClock, password_pool: PasswordHasher, key_directory: Path
) -> WholeSite:
    """A site on PostgreSQL, where simultaneous requests really are."""
    return await a_whole_site(postgres_wings, clock, password_pool, key_directory)


@pytest.fixture(scope="session")
def pages() -> Pages:
    """The broker's templates and texts, read once."""
    return broker_pages()


@pytest.fixture
def town(sqlite_wings: tuple[Database, Database], clock: HandClock, key_directory: Path, pages: Pages) -> Town:
    """A broker alone, for attacks on its protocol."""
    return Town(sqlite_wings[1], lent_ring(key_directory, clock), clock, pages=pages)


@pytest.fixture(params=["site", "postgres_site"])
def crowded_site(request: pytest.FixtureRequest) -> WholeSite:
    """A site on each database."""
    found: WholeSite = request.getfixturevalue(request.param)
    return found


@pytest.fixture
async def owner(site: WholeSite) -> Owner:
    """A citizen with an active gate."""
    return await an_owner(site.counter)
