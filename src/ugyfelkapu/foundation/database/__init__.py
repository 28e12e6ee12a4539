"""Transactions on SQLite and PostgreSQL behind one contract; the stores of both wings stand on it."""

from ugyfelkapu.foundation.database.transaction import (
    Database,
    DatabaseUnavailableError,
    Reader,
    Row,
    Transaction,
    Value,
)

__all__ = ["Database", "DatabaseUnavailableError", "Reader", "Row", "Transaction", "Value"]
