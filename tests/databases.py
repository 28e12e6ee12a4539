"""Databases as a test wants them, migrated and empty: made once, lent to one test after another, emptied in between.

To make one takes longer than most tests do, and on PostgreSQL each is thousands of kilobytes on the disk.
"""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import asyncpg

from ugyfelkapu.foundation.database.migrations import migrate
from ugyfelkapu.foundation.database.postgres import PostgresDatabase
from ugyfelkapu.foundation.database.sqlite import SqliteDatabase

Packages = tuple[str, ...]
"""Whose tables a database has beside the foundation's."""

_TABLES = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_SHAPE = """
    SELECT md5(string_agg(format('%s.%s', attrelid::regclass, attname), ',' ORDER BY attrelid, attnum))
      FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
     WHERE relnamespace = 'public'::regnamespace
"""
_NOBODY_ELSE = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SqliteFiles:
    """Copies of files that were migrated once."""

    folder: Path

    async def opened(self, path: Path, *packages: str) -> SqliteDatabase:
        """A new database at this path."""
        pattern = self.folder / "-".join(("foundation", *packages))
        if not pattern.exists():
            made = SqliteDatabase(pattern)
            await migrate(made, *packages)
            await made.close()
        shutil.copyfile(pattern, path)
        opened = SqliteDatabase(path)
        opened._writer.execute("PRAGMA synchronous=OFF")  # the disk is not the question of any test in this process
        return opened


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """A database on the shelf, and what brings it back to how the migrations left it."""

    url: str
    emptying: str
    shape: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresShelf:
    """The databases of a cluster that nobody uses now."""

    cluster: str
    free: dict[Packages, list[_Kept]] = field(default_factory=dict)

    @asynccontextmanager
    async def opened(self, *packages: str) -> AsyncIterator[PostgresDatabase]:
        """A database for the block; one whose tables were changed in it is lent to nobody else."""
        free = self.free.setdefault(packages, [])
        kept = free.pop() if free else await self._made(packages)
        database = PostgresDatabase(kept.url)
        yield database
        await database.close()
        if await _is_empty_again(kept):
            free.append(kept)

    async def _made(self, packages: Packages) -> _Kept:
        url = await new_postgres_database(self.cluster)
        database = PostgresDatabase(url)
        await migrate(database, *packages)
        async with database.connection() as connection:
            kept = _Kept(url=url, emptying=await _emptying(connection), shape=await connection.fetchval(_SHAPE))
        await database.close()
        return kept


async def new_postgres_database(cluster: str) -> str:
    """The URL of a new database in the cluster, without a table."""
    name = f"test_{uuid4().hex}"
    connection = await asyncpg.connect(cluster.format(database="postgres"))
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    return cluster.format(database=name)


async def _emptying(connection: asyncpg.Connection) -> str:
    """The statements that leave only the rows the migrations wrote, of which a copy is put aside now."""
    tables = [table for (table,) in await connection.fetch(_TABLES)]
    written = [table for table in tables if await connection.fetchval(f"SELECT EXISTS (SELECT FROM {table})")]  # noqa: S608 - the tables' names come from the database itself
    await connection.execute("CREATE SCHEMA pristine")
    for table in written:
        await connection.execute(f"CREATE TABLE pristine.{table} AS TABLE {table}")
    gone = [f"DELETE FROM {table}" for table in tables]  # noqa: S608 - the same
    back = [f"INSERT INTO {table} SELECT * FROM pristine.{table}" for table in written]  # noqa: S608 - the same
    return "; ".join(["SET session_replication_role = replica", *gone, *back])  # without it, order would matter


async def _is_empty_again(kept: _Kept) -> bool:
    """Whether the database could be emptied: not if its tables are others now."""
    connection = await asyncpg.connect(kept.url)
    await connection.execute(_NOBODY_ELSE)
    is_same: bool = await connection.fetchval(_SHAPE) == kept.shape
    if is_same:
        await connection.execute(kept.emptying)
    await connection.close()
    return is_same
