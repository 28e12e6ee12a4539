"""Fills a PostgreSQL installation with as many gates as a country has: copies of one that the actions made.

The copies differ in what identifies them, so every index has as many entries as there are gates; the columns are read from
the database, so that a new column is copied without a word here. Interrupted, it goes on where it was.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import md5

import asyncpg

BATCH = 50_000
PATIENCE_SECONDS = 600.0

Say = Callable[[str], None]

_KEYS = {
    "person": {
        "person_id": "md5('p' || n)",
        "subject_code": "md5('s' || n)",
        "identity_key": "sha256(n::text::bytea)",
        "document_number": "lpad(n::text, 8, '0')",
    },
    "gate": {
        "gate_id": "md5('g' || n)",
        "person_id": "md5('p' || n)",
        "username": "'resident' || n",
        "username_folded": "'resident' || n",
        "email": "'resident-' || n || '@posta.example'",
    },
    "password": {"gate_id": "md5('g' || n)"},
    "device": {"gate_id": "md5('g' || n)", "digest": "sha256(('gd_resident' || n)::bytea)"},
    "gate_session": {
        "session_id": "md5('h' || n)",
        "gate_id": "md5('g' || n)",
        "digest": "sha256(('gs_resident' || n)::bytea)",
    },
}
"""What tells a copy from its pattern, for each table a gate has a row in."""

_COLUMNS = "SELECT column_name FROM information_schema.columns WHERE table_name = $1 ORDER BY ordinal_position"
_DONE = "SELECT COUNT(*) FROM gate WHERE username LIKE 'resident%'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """One of the copies, as it signs in."""

    username: str
    gate_id: str
    device: str
    """The value of the `device` cookie."""
    session: str
    """The value of the `gate_session` cookie."""


def resident(number: int) -> Resident:
    """The copy of this number, from 1 on."""
    return Resident(
        username=f"resident{number}",
        gate_id=md5(f"g{number}".encode(), usedforsecurity=False).hexdigest(),
        device=f"gd_resident{number}",
        session=f"gs_resident{number}",
    )


async def populate(url: str, *, pattern: str, gates: int, say: Say) -> None:
    """Copy the gate `pattern` until there are so many; each batch is a transaction, and one that is there is not made again."""
    connection = await asyncpg.connect(url, command_timeout=PATIENCE_SECONDS)
    try:
        statements = [await _statement(connection, table) for table in _KEYS]
        done = await connection.fetchval(_DONE)
        while done < gates:
            last = min(done + BATCH, gates)
            async with connection.transaction():
                for statement in statements:
                    await connection.execute(statement, pattern, done + 1, last)
            done = last
            say(f"population: {bar(done, gates)} {done:,} of {gates:,} gates")
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


async def _statement(connection: asyncpg.Connection, table: str) -> str:
    """Copies the pattern's row of one table for the numbers $2 to $3."""
    keys = _KEYS[table]
    columns = [row["column_name"] for row in await connection.fetch(_COLUMNS, table)]
    values = [f"{keys[column]} AS {column}" if column in keys else f"pattern.{column}" for column in columns]
    whose = "person_id = (SELECT person_id FROM gate WHERE gate_id = $1)" if table == "person" else "gate_id = $1"
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} "  # noqa: S608 - names of our own tables
        f"FROM (SELECT * FROM {table} WHERE {whose} LIMIT 1) AS pattern, generate_series($2::bigint, $3::bigint) AS n"
    )


def bar(done: int, whole: int, *, width: int = 30) -> str:
    """How far something has come, as a line of signs."""
    filled = width * done // whole
    return f"[{'#' * filled}{'.' * (width - filled)}]"
