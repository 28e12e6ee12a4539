"""Migrations: plain `.sql` files beside the stores, applied once each, in order, each file whole or not at all."""

from hashlib import sha256
from importlib.resources import files

from ugyfelkapu.foundation.database.transaction import Database, Transaction

FOUNDATION = "ugyfelkapu.foundation"

_LEDGER = "CREATE TABLE IF NOT EXISTS schema_migration (name TEXT PRIMARY KEY, digest TEXT NOT NULL)"
_CLAIM = "INSERT INTO schema_migration (name, digest) VALUES (:name, :digest) ON CONFLICT DO NOTHING RETURNING name"
_APPLIED = "SELECT digest FROM schema_migration WHERE name = :name"


class ChangedMigrationError(Exception):
    """A migration that was already applied here has another text now."""


async def migrate(database: Database, *packages: str) -> list[str]:
    """Apply what is missing of the foundation's and then each package's `migrations/*.sql`; the names of those applied.

    Of two processes that migrate at once, one applies a file and the other waits for it at the ledger's primary key.
    """
    async with database.transaction() as tx:
        await tx.execute(_LEDGER)
    applied = []
    for package in (FOUNDATION, *packages):
        for name, script in _scripts(package):
            async with database.transaction() as tx:
                if await _apply(tx, name, script):
                    applied.append(name)
    return applied


async def _apply(tx: Transaction, name: str, script: str) -> bool:
    digest = sha256(script.encode()).hexdigest()
    if await tx.one_or_none(_CLAIM, name=name, digest=digest):
        for statement in statements(script):
            await tx.execute(statement)
        return True
    if (await tx.one(_APPLIED, name=name)).text("digest") != digest:
        raise ChangedMigrationError(name)
    return False


def statements(script: str) -> list[str]:
    """The statements of a script; each ends with `;` at the end of a line."""
    return [statement.strip() for statement in script.split(";\n") if statement.strip()]


def _scripts(package: str) -> list[tuple[str, str]]:
    folder = files(package).joinpath("migrations")
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".sql")), key=lambda entry: entry.name)
    return [(f"{package}/{entry.name}", entry.read_text(encoding="utf-8")) for entry in found]
