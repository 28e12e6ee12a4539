"""A populated installation on each database; each test breaks its own."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import new_postgres_database
from tests.failures.installation import Installation, installed


@pytest.fixture(params=["sqlite", "postgres"])
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """An installation with site and worker running."""
    gate_database, broker_database = None, None
    if request.param == "postgres":
        cluster = request.getfixturevalue("postgres_cluster")
        gate_database, broker_database = (asyncio.run(new_postgres_database(cluster)) for _ in range(2))
    with installed(tmp_path / "town", gate_database=gate_database, broker_database=broker_database) as installation:
        installation.start("site")
        installation.start("worker")
        yield installation


@pytest.fixture
def sqlite_town(tmp_path: Path) -> Iterator[Installation]:
    """An installation on SQLite with the site running and nobody who sends its mails."""
    with installed(tmp_path / "town", mailbox=False) as installation:
        installation.start("site")
        yield installation
