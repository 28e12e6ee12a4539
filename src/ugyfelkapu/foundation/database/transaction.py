"""What a store may do with a database, whichever one it is: read rows, and write them in a transaction."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar

_Kind = TypeVar("_Kind")

Value = str | int | float | bool | bytes | datetime | date | None
"""What a named parameter may be; instants are aware and in UTC."""


class UnexpectedColumnError(Exception):
    """A column holds another kind of value than the store says: the code and the schema disagree."""


class DatabaseUnavailableError(Exception):
    """The database does not answer; the request becomes a 503 and nothing was changed."""


class Columns(Protocol):
    """A row as a driver gives it."""

    def __getitem__(self, name: str, /) -> object:
        """The value of a column; `KeyError` or `IndexError` when the statement did not ask for it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row, read by column name and kind, so that a store's types do not depend on the database."""

    columns: Columns

    def text(self, name: str) -> str:
        """A TEXT column."""
        return _checked(self.columns[name], str, name)

    def number(self, name: str) -> int:
        """A BIGINT column."""
        return _checked(self.columns[name], int, name)

    def flag(self, name: str) -> bool:
        """A BOOLEAN column; SQLite keeps it as 0 and 1."""
        return bool(_checked(self.columns[name], int, name))

    def blob(self, name: str) -> bytes:
        """A BYTEA column."""
        return _checked(self.columns[name], bytes, name)

    def instant(self, name: str) -> datetime:
        """A TIMESTAMPTZ column, aware and in UTC; SQLite keeps it as ISO 8601 text."""
        value = self.columns[name]
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        return _checked(value, datetime, name)

    def day(self, name: str) -> date:
        """A DATE column; SQLite keeps it as ISO 8601 text."""
        value = self.columns[name]
        if isinstance(value, str):
            return date.fromisoformat(value)
        return _checked(value, date, name)

    def text_or_none(self, name: str) -> str | None:
        """A TEXT column that may be empty."""
        return None if self.columns[name] is None else self.text(name)

    def number_or_none(self, name: str) -> int | None:
        """A BIGINT column that may be empty."""
        return None if self.columns[name] is None else self.number(name)

    def blob_or_none(self, name: str) -> bytes | None:
        """A BYTEA column that may be empty."""
        return None if self.columns[name] is None else self.blob(name)

    def instant_or_none(self, name: str) -> datetime | None:
        """A TIMESTAMPTZ column that may be empty."""
        return None if self.columns[name] is None else self.instant(name)

    def day_or_none(self, name: str) -> date | None:
        """A DATE column that may be empty."""
        return None if self.columns[name] is None else self.day(name)


def _checked(value: object, kind: type[_Kind], name: str) -> _Kind:
    if isinstance(value, kind):
        return value
    message = f"column {name} holds {type(value).__name__}, not {kind.__name__}"
    raise UnexpectedColumnError(message)


class Reader(Protocol):
    """Reads rows."""

    async def one_or_none(self, sql: str, **parameters: Value) -> Row | None:
        """The first row, if there is one."""

    async def one(self, sql: str, **parameters: Value) -> Row:
        """The row that must be there; `LookupError` if it is not."""

    async def all(self, sql: str, **parameters: Value) -> list[Row]:
        """Every row; the statement itself carries a LIMIT."""


class Transaction(Reader, Protocol):
    """Reads and writes; all of it counts, or nothing."""

    async def execute(self, sql: str, **parameters: Value) -> int:
        """How many rows the statement changed."""


class Database(Protocol):
    """One wing's database."""

    @property
    def reader(self) -> Reader:
        """Reads what was committed, each statement by itself, without waiting for a writer."""

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """A transaction: committed and durable when the block is left, undone when it is left by an exception."""

    async def close(self) -> None:
        """Give the connections back."""
