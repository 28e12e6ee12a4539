"""SQLite with one writer and group commit: many requests share one fsync, and each still commits or fails alone.

Each transaction is a savepoint inside a running group. A request's failure rolls back to its own savepoint. The group is
committed as soon as the event loop has let every waiting request join, and only then do its requests go on: what was
answered is on the disk (`synchronous=FULL`).
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import date, datetime
from pathlib import Path

from ugyfelkapu.foundation.database.transaction import DatabaseUnavailableError, Row, Transaction, Value

GROUP_LIMIT = 64
"""Transactions that may share one commit; more would only make the first of them wait."""

BUSY_TIMEOUT_SECONDS = 2.0
"""How long to wait for another process that is writing to the same file."""

STATEMENT_CACHE = 512
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "trusted_schema=OFF",
    "cache_size=-16384",  # in KiB
)


class SqliteDatabase:
    """One file, one writing connection and one reading connection, both used in the event loop alone."""

    def __init__(self, path: Path) -> None:
        self._writer = _connect(path)
        self._reader = SqliteStatements(_connect(path))
        self._statements = SqliteStatements(self._writer)
        self._turn = asyncio.Lock()
        self._present = 0
        self._group: _Group | None = None

    @property
    def reader(self) -> "SqliteStatements":
        """Reads what was committed (WAL: a reader never waits for the writer)."""
        return self._reader

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """A savepoint in the running group; left when the group is on the disk."""
        self._present += 1
        try:
            async with self._turn:
                group = self._joined()
                self._writer.execute("SAVEPOINT request")
                try:
                    yield self._statements
                except BaseException:
                    self._undo()
                    raise
                self._writer.execute("RELEASE request")
                group.members += 1
        finally:
            self._present -= 1
            self._commit_soon()
        await asyncio.shield(group.committed)

    async def close(self) -> None:
        """Close both connections; an open group is finished first."""
        async with self._turn:
            self._commit()
        self._reader.connection.close()
        self._writer.close()

    def _joined(self) -> "_Group":
        if self._group is None:
            try:
                self._writer.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                raise _outage(error) from error
            self._group = _Group()
        return self._group

    def _commit_soon(self) -> None:
        """Commit a full group now, and any other once every request that is ready to run has had its chance to join."""
        if self._group and self._group.members >= GROUP_LIMIT:
            self._commit()
        elif self._present == 0:
            asyncio.get_running_loop().call_soon(self._commit_if_idle)

    def _commit_if_idle(self) -> None:
        if self._present == 0:
            self._commit()

    def _commit(self) -> None:
        group, self._group = self._group, None
        if group is None:
            return
        try:
            self._writer.execute("COMMIT")
        except sqlite3.Error as error:
            with suppress(sqlite3.Error):
                self._writer.execute("ROLLBACK")
            group.fail(DatabaseUnavailableError(error.sqlite_errorname))
        else:
            group.committed.set_result(None)

    def _undo(self) -> None:
        """Undo this request alone; where SQLite itself gave the whole transaction up (a full disk), tell everyone in it."""
        if self._writer.in_transaction:
            self._writer.execute("ROLLBACK TO request")
            self._writer.execute("RELEASE request")
        elif self._group:
            group, self._group = self._group, None
            group.fail(DatabaseUnavailableError("the transaction was given up by the database"))


class SqliteStatements:
    """Statements on one connection; named parameters, values as SQLite keeps them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    async def one_or_none(self, sql: str, **parameters: Value) -> Row | None:
        """The first row, if there is one."""
        cursor = self._run(sql, parameters)
        row = cursor.fetchone()
        cursor.close()
        return None if row is None else Row(row)

    async def one(self, sql: str, **parameters: Value) -> Row:
        """The row that must be there."""
        row = await self.one_or_none(sql, **parameters)
        if row is None:
            raise LookupError(sql)
        return row

    async def all(self, sql: str, **parameters: Value) -> list[Row]:
        """Every row."""
        return [Row(row) for row in self._run(sql, parameters).fetchall()]

    async def execute(self, sql: str, **parameters: Value) -> int:
        """How many rows the statement changed."""
        return self._run(sql, parameters).rowcount

    def _run(self, sql: str, parameters: dict[str, Value]) -> sqlite3.Cursor:
        try:
            return self.connection.execute(sql, _kept(parameters))
        except sqlite3.OperationalError as error:
            raise _outage(error) from error


class _Group:
    """The requests that share one commit."""

    __slots__ = ("committed", "members")

    def __init__(self) -> None:
        self.members = 0
        self.committed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def fail(self, error: DatabaseUnavailableError) -> None:
        self.committed.set_exception(error)
        self.committed.exception()  # nobody may be waiting; the failure is then nobody's


def _outage(error: sqlite3.OperationalError) -> Exception:
    """What SQLite says of a locked, full or broken disk is an outage; a wrong statement stays a bug."""
    if error.sqlite_errorcode == sqlite3.SQLITE_ERROR:
        return error
    return DatabaseUnavailableError(error.sqlite_errorname)


def _kept(parameters: dict[str, Value]) -> dict[str, Value]:
    """The parameters with instants and days as text, in place: the mapping is this call's own."""
    for name, value in parameters.items():
        if isinstance(value, date):  # an instant is one too
            parameters[name] = value.isoformat(timespec="microseconds") if isinstance(value, datetime) else value.isoformat()
    return parameters


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None, cached_statements=STATEMENT_CACHE)
    connection.row_factory = sqlite3.Row
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection
