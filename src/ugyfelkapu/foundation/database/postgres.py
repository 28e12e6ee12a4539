"""PostgreSQL through an asyncpg pool: the same statements and values as on SQLite."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import lru_cache

import asyncpg

from ugyfelkapu.foundation.database.transaction import DatabaseUnavailableError, Row, Transaction, Value

POOL_SIZE = 10
CONNECT_TIMEOUT_SECONDS = 2.0
STATEMENT_TIMEOUT_SECONDS = 3.0
"""A slow database is an outage: the request is answered within three seconds (`docs/security.md`)."""

_PARAMETER = re.compile(r"(?<!:):([a-z_][a-z0-9_]*)")
_OUTAGES = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.DiskFullError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.QueryCanceledError,
    asyncpg.DeadlockDetectedError,
)


class PostgresDatabase:
    """A pool on one database; made when first used, so that a start does not wait for it."""

    def __init__(self, url: str) -> None:
        self._pool = asyncpg.create_pool(
            url,
            min_size=0,
            max_size=POOL_SIZE,
            timeout=CONNECT_TIMEOUT_SECONDS,
            command_timeout=STATEMENT_TIMEOUT_SECONDS,
            reset=_as_it_is,
            server_settings={"timezone": "UTC"},
        )
        self._opening = asyncio.Lock()
        self._reader = _PooledReader(self)

    @property
    def reader(self) -> "_PooledReader":
        """Reads what was committed, each statement on a connection of its own."""
        return self._reader

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[asyncpg.Connection]:
        """A connection of the pool; `DatabaseUnavailableError` when none can be had or it is lost."""
        with _outage():
            async with self._opening:  # two first requests at once: the pool may be awaited by one alone
                await self._pool
            async with self._pool.acquire(timeout=STATEMENT_TIMEOUT_SECONDS) as connection:
                yield connection

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """A transaction of its own, READ COMMITTED: single use is decided by conditional statements."""
        async with self.connection() as connection, connection.transaction():
            yield PostgresStatements(connection)

    async def close(self) -> None:
        """Close the pool; one that nobody used has nothing to close, and says so with an error."""
        with suppress(asyncpg.InterfaceError):
            self._pool.terminate()


class PostgresStatements:
    """Statements on one connection."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def one_or_none(self, sql: str, **parameters: Value) -> Row | None:
        """The first row, if there is one."""
        text, names = positional(sql)
        row = await self._connection.fetchrow(text, *(parameters[name] for name in names))
        return None if row is None else Row(row)

    async def one(self, sql: str, **parameters: Value) -> Row:
        """The row that must be there."""
        row = await self.one_or_none(sql, **parameters)
        if row is None:
            raise LookupError(sql)
        return row

    async def all(self, sql: str, **parameters: Value) -> list[Row]:
        """Every row."""
        text, names = positional(sql)
        return [Row(row) for row in await self._connection.fetch(text, *(parameters[name] for name in names))]

    async def execute(self, sql: str, **parameters: Value) -> int:
        """How many rows the statement changed."""
        text, names = positional(sql)
        status: str = await self._connection.execute(text, *(parameters[name] for name in names))
        count = status.rpartition(" ")[2]
        return int(count) if count.isdigit() else 0


class _PooledReader:
    """Reads, each statement on whichever connection is free."""

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database

    async def one_or_none(self, sql: str, **parameters: Value) -> Row | None:
        async with self._database.connection() as connection:
            return await PostgresStatements(connection).one_or_none(sql, **parameters)

    async def one(self, sql: str, **parameters: Value) -> Row:
        async with self._database.connection() as connection:
            return await PostgresStatements(connection).one(sql, **parameters)

    async def all(self, sql: str, **parameters: Value) -> list[Row]:
        async with self._database.connection() as connection:
            return await PostgresStatements(connection).all(sql, **parameters)


async def _as_it_is(_: object) -> None:
    """Nothing to take back but an open transaction, which the pool ends itself: no statement of ours changes its session.

    asyncpg would ask the server to forget settings, locks and listeners after each use: as long a way as the use itself.
    """


@lru_cache(maxsize=1024)
def positional(sql: str) -> tuple[str, tuple[str, ...]]:
    """The statement with `$1`, `$2` for its named parameters, and the names in that order."""
    names: list[str] = []

    def number(match: re.Match[str]) -> str:
        if match[1] not in names:
            names.append(match[1])
        return f"${names.index(match[1]) + 1}"

    return _PARAMETER.sub(number, sql), tuple(names)


@contextmanager
def _outage() -> Iterator[None]:
    try:
        yield
    except _OUTAGES as error:
        raise DatabaseUnavailableError(type(error).__name__) from error
