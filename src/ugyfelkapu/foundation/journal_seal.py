"""Seals over the journal: a chain of digests that nobody can alter unseen once a seal has been published (`domain.md R17`).

The worker seals what is new every few seconds. Each seal covers its entries and the seal before it, so one published seal
vouches for all before it: a changed, removed or added entry, or a restored backup, no longer gives the same digest.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from ugyfelkapu.foundation.database import Reader, Row, Transaction

BATCH = 500
"""Few enough that nobody waits for the writer; the worker goes on until all is sealed."""

_FIELDS = (
    "entry_id",
    "activity",
    "outcome",
    "subject",
    "data_set",
    "legal_basis",
    "purpose",
    "reason",
    "organisation",
    "actor",
    "technical",
)
_COLUMNS = f"at, retention_until, {', '.join(_FIELDS)}"

_LAST = "SELECT seal_number, digest FROM journal_seal ORDER BY seal_number DESC LIMIT 1"
_CLAIM = f"""
    UPDATE journal SET seal_number = :number
     WHERE entry_id IN (SELECT entry_id FROM journal WHERE seal_number IS NULL ORDER BY entry_id LIMIT {BATCH})
 RETURNING {_COLUMNS}
"""  # noqa: S608 - made of this file's constants
_KEEP = """
    INSERT INTO journal_seal (seal_number, sealed_at, entry_count, digest)
    VALUES (:number, :sealed_at, :entry_count, :digest)
"""
_SEALS = """
    SELECT seal_number, entry_count, digest FROM journal_seal
     WHERE seal_number > :number ORDER BY seal_number LIMIT 1
"""
_COVERED = f"SELECT {_COLUMNS} FROM journal WHERE seal_number = :number"  # noqa: S608 - made of this file's constants
_STATE = """
    SELECT (SELECT count(*) FROM journal WHERE seal_number IS NULL) AS unsealed, seal_number, sealed_at, digest
      FROM journal_seal ORDER BY seal_number DESC LIMIT 1
"""
_ORPHANS = """
    SELECT count(*) AS entries FROM journal
     WHERE seal_number IS NOT NULL AND seal_number NOT IN (SELECT seal_number FROM journal_seal)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A seal as it may be published: whoever knows it can tell later whether anything before it was changed."""

    number: int
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SealState:
    """How far the journal is sealed."""

    last: Seal
    sealed_at: datetime
    unsealed: int
    """Entries that wait for the worker's next seal."""


NO_SEAL = Seal(number=0, digest=bytes(32))


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The first seal that does not fit its entries."""

    number: int


async def seal(tx: Transaction, *, now: datetime) -> Seal | None:
    """Seal what is new, at most `BATCH` entries; `None` when there is nothing."""
    row = await tx.one_or_none(_LAST)
    last = _seal(row) if row else NO_SEAL
    entries = await tx.all(_CLAIM, number=last.number + 1)
    if not entries:
        return None
    new = Seal(number=last.number + 1, digest=_digest(last, entries))
    await tx.execute(_KEEP, number=new.number, sealed_at=now, entry_count=len(entries), digest=new.digest)
    return new


async def state(reader: Reader) -> SealState | None:
    """The last seal and what has come since; `None` before the first."""
    row = await reader.one_or_none(_STATE)
    if row is None:
        return None
    return SealState(last=_seal(row), sealed_at=row.instant("sealed_at"), unsealed=row.number("unsealed"))


async def verify(reader: Reader) -> Seal | Broken:
    """Reckon every seal again: the last one when all fit, else the first that does not."""
    last = NO_SEAL
    while row := await reader.one_or_none(_SEALS, number=last.number):
        entries = await reader.all(_COVERED, number=row.number("seal_number"))
        whole = len(entries) == row.number("entry_count") and row.number("seal_number") == last.number + 1
        if not whole or _digest(last, entries) != row.blob("digest"):
            return Broken(number=last.number + 1)
        last = _seal(row)
    strays = (await reader.one(_ORPHANS)).number("entries")
    return Broken(number=last.number + 1) if strays else last


def _digest(last: Seal, entries: list[Row]) -> bytes:
    chain = sha256(last.digest)
    for entry in sorted(entries, key=lambda row: row.text("entry_id")):
        chain.update(sha256(_canonical(entry)).digest())
    return chain.digest()


def _canonical(entry: Row) -> bytes:
    """The entry's fields, each with its length before it, so that no two entries read alike."""
    parts = [entry.instant("at").isoformat(timespec="microseconds"), entry.day("retention_until").isoformat()]
    parts += [entry.text(name) for name in _FIELDS]
    return b"".join(len(part := text.encode()).to_bytes(4, "big") + part for text in parts)


def _seal(row: Row) -> Seal:
    return Seal(number=row.number("seal_number"), digest=row.blob("digest"))
