"""Applications online that wait for their payment, sealed, in the database (`domain.md R11`)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ugyfelkapu.foundation.database import Reader, Row, Transaction
from ugyfelkapu.gate.domain.payment import ApplicationId
from ugyfelkapu.gate.domain.secret import Digest

_KEEP = """
    INSERT INTO paid_application (application_id, key_digest, state, sealed, opened_at, expires_at)
    VALUES (:application_id, :key_digest, 'waiting', :sealed, :now, :expires_at)
"""
_SELECT = "SELECT application_id, state, sealed, outcome, expires_at FROM paid_application"
_BY_KEY = f"{_SELECT} WHERE key_digest = :key_digest"
_BY_ID = f"{_SELECT} WHERE application_id = :application_id"
_END = """
    UPDATE paid_application SET state = :state, outcome = :outcome, sealed = NULL
     WHERE application_id = :application_id AND state = 'waiting'
 RETURNING application_id
"""
_AMEND = "UPDATE paid_application SET state = :state, outcome = :outcome WHERE application_id = :application_id"
_LAPSED = """
    SELECT application_id FROM paid_application
     WHERE state = 'waiting' AND expires_at <= :now
       AND NOT EXISTS (SELECT 1 FROM payment WHERE payment.purpose_id = paid_application.application_id
                          AND payment.state IN ('opened', 'pending', 'paid'))
     ORDER BY expires_at LIMIT :many
"""
_FORGET = "DELETE FROM paid_application WHERE state <> 'waiting' AND expires_at < :before"


class ApplicationState(StrEnum):
    """Where an application stands that had to be paid for."""

    WAITING = "waiting"
    OPENED = "opened"
    """There is a gate."""
    REFUSED = "refused"
    """It was paid and cannot open; the money goes back."""
    LAPSED = "lapsed"
    """Nobody paid in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidApplication:
    """An application as kept."""

    application_id: ApplicationId
    state: ApplicationState
    sealed: bytes | None
    """What the register answered and what was wished for; nothing once it ended."""
    outcome: str
    expires_at: datetime


async def keep(tx: Transaction, application: PaidApplication, key_digest: Digest, *, now: datetime) -> None:
    """Keep an application that waits."""
    await tx.execute(
        _KEEP,
        application_id=application.application_id,
        key_digest=key_digest,
        sealed=application.sealed,
        now=now,
        expires_at=application.expires_at,
    )


async def by_key(reader: Reader, key_digest: Digest) -> PaidApplication | None:
    """The application whose address carries this key."""
    return _or_none(await reader.one_or_none(_BY_KEY, key_digest=key_digest))


async def by_id(reader: Reader, application_id: ApplicationId) -> PaidApplication | None:
    """The application of this id."""
    return _or_none(await reader.one_or_none(_BY_ID, application_id=application_id))


async def end(tx: Transaction, application_id: ApplicationId, state: ApplicationState, *, outcome: str = "") -> bool:
    """End one that waits, and empty it; of any number of callers one gets `True`."""
    row = await tx.one_or_none(_END, application_id=application_id, state=state, outcome=outcome)
    return row is not None


async def amend(tx: Transaction, application_id: ApplicationId, state: ApplicationState, *, outcome: str) -> None:
    """Say in the transaction that ended it how it ended after all."""
    await tx.execute(_AMEND, application_id=application_id, state=state, outcome=outcome)


async def lapsed(reader: Reader, *, now: datetime, many: int) -> list[ApplicationId]:
    """Those past their time for which no payment is under way or paid."""
    return [ApplicationId(row.text("application_id")) for row in await reader.all(_LAPSED, now=now, many=many)]


async def forget_old(tx: Transaction, *, before: datetime) -> int:
    """Delete what ended long ago; how many."""
    return await tx.execute(_FORGET, before=before)


def _or_none(row: Row | None) -> PaidApplication | None:
    if row is None:
        return None
    return PaidApplication(
        application_id=ApplicationId(row.text("application_id")),
        state=ApplicationState(row.text("state")),
        sealed=row.blob_or_none("sealed"),
        outcome=row.text("outcome"),
        expires_at=row.instant("expires_at"),
    )
