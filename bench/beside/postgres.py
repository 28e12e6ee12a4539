"""PostgreSQL that keeps what it says it kept, for contestants that are compared by what they write."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import asyncpg

from bench.machine import on_cores
from tests import postgres

DURABLE = ("fsync=on", "synchronous_commit=on", "full_page_writes=on", "shared_buffers=512MB")
"""The server's own settings for a machine whose power may fail, and a buffer that holds what is measured."""


@contextmanager
def durable_cluster(cores: set[int]) -> Iterator[str]:
    """The URL of a cluster of the bench's own on these cores, with `{database}` to be filled in; it ends with the block."""
    with ExitStack() as stack:
        with on_cores(cores):
            url = stack.enter_context(postgres.cluster(*DURABLE))
        yield url


def process_of(url: str) -> int:
    """The process that all of the cluster's others grow from."""
    file = Path(url.rpartition("host=")[2]) / "data" / "postmaster.pid"
    return int(file.read_text(encoding="ascii").split()[0])


async def new_database(cluster: str, name: str) -> str:
    """The URL of a new, empty database."""
    connection = await asyncpg.connect(cluster.format(database="postgres"))
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    return cluster.format(database=name)


async def version_of(cluster: str) -> str:
    """What the server calls itself."""
    connection = await asyncpg.connect(cluster.format(database="postgres"))
    found = str(await connection.fetchval("SHOW server_version"))
    await connection.close()
    return found.partition(" ")[0]
