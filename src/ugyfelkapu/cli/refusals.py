"""What may stand in a command's way, and the one line that says so."""

import sqlite3

import asyncpg

from ugyfelkapu.adapters.key_files import UnsafeKeyFileError
from ugyfelkapu.adapters.secret_box import WrongKeyFileError
from ugyfelkapu.foundation.database import DatabaseUnavailableError
from ugyfelkapu.foundation.database.migrations import ChangedMigrationError
from ugyfelkapu.settings import SettingsError

NO_TABLES = "a database has no tables, or those of an older version: run `ugyfelkapu migrate`"
NO_TABLE = "no such table"
NO_FILE = "unable to open"


class CommandRefusedError(Exception):
    """What was asked cannot be done; the one line says why."""


def told(error: Exception) -> str | None:
    """The line for whoever typed the command; `None` for a bug, which shows itself whole."""
    match error:
        case CommandRefusedError() | SettingsError() | WrongKeyFileError() | UnsafeKeyFileError():
            return str(error)
        case DatabaseUnavailableError():
            return f"a database does not answer: {error}"
        case ChangedMigrationError():
            return f"{error}: was applied to this database with another text"
        case asyncpg.UndefinedTableError():
            return NO_TABLES
        case sqlite3.OperationalError():
            return _told_by_sqlite(str(error))
        case OSError():
            return f"{error.filename}: {error.strerror}" if error.filename else str(error)
        case _:
            return None


def _told_by_sqlite(text: str) -> str | None:
    if text.startswith(NO_TABLE):
        return NO_TABLES
    return f"settings gate_database, broker_database: {text}" if text.startswith(NO_FILE) else None
