"""What may stand in a command's way, and the one line that says so."""

import re

from ugyfelkapu.adapters.breach_list import WrongBlockListError
from ugyfelkapu.adapters.document_seal import WrongSealError
from ugyfelkapu.adapters.key_files import UnsafeKeyFileError
from ugyfelkapu.adapters.secret_box import WrongKeyFileError
from ugyfelkapu.foundation.database import DatabaseUnavailableError
from ugyfelkapu.foundation.database.migrations import ChangedMigrationError
from ugyfelkapu.settings import SettingsError

NO_TABLES = "a database has no tables, or those of an older version: run `ugyfelkapu migrate`"
_NO_TABLE = re.compile(r'no such table: |relation ".+" does not exist')
_NO_FILE = "unable to open database file"


class CommandRefusedError(Exception):
    """What was asked cannot be done; the one line says why."""


def told(error: Exception) -> str | None:
    """The line for whoever typed the command; `None` for a bug, which shows itself whole."""
    match error:
        case (
            CommandRefusedError()
            | SettingsError()
            | WrongBlockListError()
            | WrongSealError()
            | WrongKeyFileError()
            | UnsafeKeyFileError()
        ):
            return str(error)
        case DatabaseUnavailableError():
            return f"a database does not answer: {error}"
        case ChangedMigrationError():
            return f"{error}: was applied to this database with another text"
        case OSError():
            return f"{error.filename}: {error.strerror}" if error.filename else str(error)
        case _:
            return _told_by_a_database(str(error))


def _told_by_a_database(text: str) -> str | None:
    """What SQLite and PostgreSQL say, known by its words: their own exceptions stay inside the foundation."""
    if _NO_TABLE.match(text):
        return NO_TABLES
    return f"settings gate_database, broker_database: {text}" if text == _NO_FILE else None
