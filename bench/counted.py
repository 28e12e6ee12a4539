"""The world with a tally: what passes through the ports of a house is counted and let through."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from ugyfelkapu.app import House
from ugyfelkapu.broker.ports import KeyRing, SamlKeys
from ugyfelkapu.foundation.database import Database, Reader, Row, Transaction, Value
from ugyfelkapu.gate.actions.sessions.identify import GateIdentification
from ugyfelkapu.gate.ports import Hashing, PasswordHasher
from ugyfelkapu.ports import Signer

Tally = Counter[str]


def counted(house: House, tally: Tally) -> House:
    """The same house, counting."""
    hasher = CountedHasher(house.gate.hasher, tally)
    gate = replace(house.gate, database=CountedDatabase(house.gate.database, tally), hasher=hasher)
    broker = replace(
        house.broker,
        database=CountedDatabase(house.broker.database, tally),
        keys=CountedKeys(house.broker.keys, tally),
        saml_keys=CountedSamlKeys(house.broker.saml_keys, tally),
        identification=GateIdentification(gate),
    )
    return replace(house, gate=gate, broker=broker)


class CountedDatabase:
    """Counts statements, and transactions that wrote."""

    def __init__(self, database: Database, tally: Tally) -> None:
        self._database = database
        self._tally = tally

    @property
    def reader(self) -> Reader:
        """Reads, counted."""
        return CountedStatements(self._database.reader, self._tally)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """A transaction, counted."""
        self._tally["transactions"] += 1
        async with self._database.transaction() as tx:
            yield CountedTransaction(tx, self._tally)

    async def close(self) -> None:
        """Close what is underneath."""
        await self._database.close()


class CountedStatements:
    """Counts reads."""

    def __init__(self, reader: Reader, tally: Tally) -> None:
        self._reader = reader
        self._tally = tally

    async def one_or_none(self, sql: str, **parameters: Value) -> Row | None:
        """The first row, if there is one."""
        self._tally["statements"] += 1
        return await self._reader.one_or_none(sql, **parameters)

    async def one(self, sql: str, **parameters: Value) -> Row:
        """The row that must be there."""
        self._tally["statements"] += 1
        return await self._reader.one(sql, **parameters)

    async def all(self, sql: str, **parameters: Value) -> list[Row]:
        """Every row."""
        self._tally["statements"] += 1
        return await self._reader.all(sql, **parameters)


class CountedTransaction(CountedStatements):
    """Counts reads and writes."""

    def __init__(self, tx: Transaction, tally: Tally) -> None:
        super().__init__(tx, tally)
        self._tx = tx

    async def execute(self, sql: str, **parameters: Value) -> int:
        """How many rows the statement changed."""
        self._tally["statements"] += 1
        return await self._tx.execute(sql, **parameters)


class CountedHasher:
    """Counts password hashings, verifications too."""

    def __init__(self, hasher: PasswordHasher, tally: Tally) -> None:
        self._hasher = hasher
        self._tally = tally

    async def hash(self, password: str) -> str | Hashing:
        """The encoded hash."""
        self._tally["hashes"] += 1
        return await self._hasher.hash(password)

    async def verify(self, password: str, encoded: str | None) -> Hashing:
        """Whether the password fits."""
        self._tally["hashes"] += 1
        return await self._hasher.verify(password, encoded)

    def is_outdated(self, encoded: str) -> bool:
        """As underneath."""
        return self._hasher.is_outdated(encoded)


class CountedKeys:
    """Counts signatures."""

    def __init__(self, keys: KeyRing, tally: Tally) -> None:
        self._keys = keys
        self._tally = tally

    def signer(self, algorithm: str) -> Signer:
        """The key in force, counting."""
        return CountedSigner(self._keys.signer(algorithm), self._tally)

    def rotate(self) -> Mapping[str, datetime]:
        """As underneath."""
        return self._keys.rotate()

    def published(self) -> tuple[dict[str, str], ...]:
        """As underneath."""
        return self._keys.published()


class CountedSamlKeys:
    """Counts signatures of SAML messages."""

    def __init__(self, keys: SamlKeys, tally: Tally) -> None:
        self._keys = keys
        self._tally = tally

    def signer(self, algorithm: str) -> Signer:
        """The key in force, counting."""
        return CountedSigner(self._keys.signer(algorithm), self._tally)

    def certificate(self, algorithm: str) -> str:
        """As underneath."""
        return self._keys.certificate(algorithm)

    def published(self, algorithm: str) -> tuple[str, ...]:
        """As underneath."""
        return self._keys.published(algorithm)

    def rotate(self) -> Mapping[str, datetime]:
        """As underneath."""
        return self._keys.rotate()

    def renew(self) -> None:
        """As underneath."""
        self._keys.renew()

    @property
    def overlap(self) -> timedelta:
        """As underneath."""
        return self._keys.overlap


class CountedSigner:
    """Counts its signatures."""

    def __init__(self, signer: Signer, tally: Tally) -> None:
        self._signer = signer
        self._tally = tally

    @property
    def algorithm(self) -> str:
        """As underneath."""
        return self._signer.algorithm

    @property
    def key_id(self) -> str:
        """As underneath."""
        return self._signer.key_id

    def sign(self, message: bytes) -> bytes:
        """The signature."""
        self._tally["signatures"] += 1
        return self._signer.sign(message)
