"""Applications that wait for their signature: sealed while they wait, empty once they were used (`domain.md R2`)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Row, Transaction
from ugyfelkapu.gate.domain.secret import Digest
from ugyfelkapu.gate.domain.signature_application import ApplicationId

_KEEP = """
    INSERT INTO signature_application (application_id, code_digest, sealed, made_at, expires_at)
    VALUES (:application_id, :code_digest, :sealed, :made_at, :expires_at)
"""
_FIND = """
    SELECT application_id, sealed, made_at, expires_at, ended_at FROM signature_application WHERE code_digest = :code_digest
"""
_END = """
    UPDATE signature_application SET ended_at = :now, sealed = :nothing
     WHERE application_id = :application_id AND ended_at IS NULL AND expires_at > :now RETURNING application_id
"""
_PURGE = "DELETE FROM signature_application WHERE expires_at <= :now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An application as it is kept."""

    application_id: ApplicationId
    sealed: bytes
    """Empty once it has ended."""
    made_at: datetime
    expires_at: datetime
    ended_at: datetime | None


async def keep(tx: Transaction, kept: Kept, *, code_digest: Digest) -> None:
    """Let it wait."""
    await tx.execute(
        _KEEP,
        application_id=kept.application_id,
        code_digest=code_digest,
        sealed=kept.sealed,
        made_at=kept.made_at,
        expires_at=kept.expires_at,
    )


async def find(reader: Reader, code_digest: Digest) -> Kept | None:
    """The application of a number, waiting or not."""
    row = await reader.one_or_none(_FIND, code_digest=code_digest)
    return None if row is None else _kept(row)


async def end(tx: Transaction, application_id: ApplicationId, *, now: datetime) -> bool:
    """Use it up, and forget what it held; `False` when that was done before, or it has expired."""
    return await tx.one_or_none(_END, application_id=application_id, now=now, nothing=b"") is not None


async def purge(tx: Transaction, *, now: datetime) -> int:
    """Remove those past their time; how many."""
    return await tx.execute(_PURGE, now=now)


def _kept(row: Row) -> Kept:
    return Kept(
        application_id=ApplicationId(row.text("application_id")),
        sealed=row.blob("sealed"),
        made_at=row.instant("made_at"),
        expires_at=row.instant("expires_at"),
        ended_at=row.instant_or_none("ended_at"),
    )
