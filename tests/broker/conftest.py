"""The broker's tests stand on its own tables, and on a town to use them in."""

from pathlib import Path

import pytest

from tests.broker.town import Town, broker_pages
from tests.key_rings import lent_ring
from tests.world import HandClock
from ugyfelkapu.foundation.database import Database
from ugyfelkapu.foundation.page import Pages


@pytest.fixture
def migrated_packages() -> tuple[str, ...]:
    """The broker's tables beside the foundation's."""
    return ("ugyfelkapu.broker.store",)


@pytest.fixture(scope="session")
def pages() -> Pages:
    """Templates and texts read once."""
    return broker_pages()


@pytest.fixture
def town(database: Database, clock: HandClock, key_directory: Path, pages: Pages) -> Town:
    """A broker on each database."""
    return Town(database, lent_ring(key_directory, clock), clock, pages=pages)
