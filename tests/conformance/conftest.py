"""A town on SQLite: what a plan asks does not depend on the database, and the endpoints are tried on both elsewhere."""

from pathlib import Path

import pytest

from tests.broker.town import Town, broker_pages
from tests.key_rings import lent_ring
from tests.world import HandClock
from ugyfelkapu.foundation.database import Database
from ugyfelkapu.foundation.page import Pages


@pytest.fixture(scope="session")
def pages() -> Pages:
    """The broker's templates and texts, read once."""
    return broker_pages()


@pytest.fixture
def town(sqlite_wings: tuple[Database, Database], clock: HandClock, key_directory: Path, pages: Pages) -> Town:
    """A broker."""
    return Town(sqlite_wings[1], lent_ring(key_directory, clock), clock, pages=pages)
