"""Our server as a contestant: on SQLite with `synchronous=FULL`, and on PostgreSQL."""

import asyncio
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib.metadata import version
from itertools import count
from pathlib import Path

from bench.beside.contestant import Contestant, Identity, Paths
from bench.beside.postgres import durable_cluster, new_database, process_of, version_of
from bench.connection import Line
from bench.flow import Provider
from bench.installation import IN_FILES, Installation, furnished, hear_the_gate
from bench.load import Step
from bench.processes import free_port
from bench.sign_in import signing_in
from bench.sign_on import our_server

NAME = "Ügyfélkapu"
_PATHS = Paths(userinfo="/userinfo", introspection="/introspect", discovery="/.well-known/openid-configuration", par="/par")


@contextmanager
def on_sqlite(folder: Path, cores: set[int]) -> Iterator[Contestant]:
    """Both databases as files."""
    installation = asyncio.run(furnished(folder / "ours-sqlite", port=free_port(), databases=IN_FILES))
    with our_server(installation, cores=cores) as provider:
        store = f"SQLite {sqlite3.sqlite_version}, synchronous=FULL"
        yield contestant(installation, provider, store=store, database=())


@contextmanager
def on_postgres(folder: Path, cores: set[int]) -> Iterator[Contestant]:
    """Both databases in a cluster of its own, on the server's core too."""
    with ExitStack() as stack:
        cluster = stack.enter_context(durable_cluster(cores))
        databases = asyncio.run(_databases(cluster))
        installation = asyncio.run(furnished(folder / "ours-postgres", port=free_port(), databases=databases))
        provider = stack.enter_context(our_server(installation, cores=cores))
        store = f"PostgreSQL {asyncio.run(version_of(cluster))}, synchronous_commit=on"
        yield contestant(installation, provider, store=store, database=(process_of(cluster),))


def contestant(installation: Installation, provider: Provider, *, store: str, database: tuple[int, ...]) -> Contestant:
    """The running server with all that it is asked for; `database`: process ids of what it keeps things in."""
    return Contestant(
        name=NAME,
        store=store,
        version=version("ugyfelkapu"),
        durable=True,
        provider=provider,
        renewing=Identity(client_id=installation.renewing[0], client_secret=installation.renewing[1]),
        machine=Identity(client_id=installation.machine[0], client_secret=installation.machine[1]),
        machine_scope="",
        paths=_PATHS,
        pids=(provider.pid, *database),
        signs_in=partial(_signs_in, installation, count()),
        missing={},
        hear=lambda: asyncio.run(hear_the_gate(installation.folder)),
    )


async def _signs_in(installation: Installation, turns: "count[int]", line: Line) -> Step:
    return await signing_in(installation, line, turns)


async def _databases(cluster: str) -> Mapping[str, str]:
    return {f"{wing}_database": await new_database(cluster, wing) for wing in ("gate", "broker")}
