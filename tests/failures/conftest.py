"""Installations to break: each test leaves them running again."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.databases import new_postgres_database
from tests.failures.installation import Installation, installed


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation on each database, with the site running."""
    gate_database, broker_database = None, None
    if request.param == "postgres":
        cluster = request.getfixturevalue("postgres_cluster")
        gate_database, broker_database = (asyncio.run(new_postgres_database(cluster)) for _ in range(2))
    folder = tmp_path_factory.mktemp("town") / "town"
    with installed(folder, gate_database=gate_database, broker_database=broker_database) as installation:
        installation.start("site")
        yield installation


@pytest.fixture(scope="module")
def sqlite_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation on SQLite with the site running; nobody takes its mails until a test does."""
    with installed(tmp_path_factory.mktemp("town") / "town", mailbox=False) as installation:
        installation.start("site")
        yield installation
