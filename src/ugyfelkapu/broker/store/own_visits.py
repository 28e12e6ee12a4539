"""Visits to the broker's own pages that wait for the gate; each belongs to one browser and is taken up once."""

from datetime import datetime

from ugyfelkapu.broker.domain.authorization import PENDING_LIFETIME
from ugyfelkapu.broker.domain.own_visit import VisitId
from ugyfelkapu.broker.domain.secret import may_be_identifier
from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.identification import IdentificationId

_ADD = """
    INSERT INTO own_visit (visit_id, browser_digest, identification_id, created_at)
    VALUES (:visit_id, :browser_digest, :identification_id, :now)
"""
_TAKE = """
    DELETE FROM own_visit
     WHERE visit_id = :visit_id AND browser_digest = :browser_digest AND created_at > :oldest
 RETURNING identification_id
"""


async def add(
    tx: Transaction, visit_id: VisitId, identification_id: IdentificationId, *, browser_digest: bytes, now: datetime
) -> None:
    """Keep the question that was put through the door for this browser."""
    await tx.execute(_ADD, visit_id=visit_id, browser_digest=browser_digest, identification_id=identification_id, now=now)


async def take(tx: Transaction, visit_id: VisitId, *, browser_digest: bytes, now: datetime) -> IdentificationId | None:
    """The question this browser comes back from; of two who come back one gets it."""
    if not may_be_identifier(visit_id):
        return None
    oldest = now - PENDING_LIFETIME
    row = await tx.one_or_none(_TAKE, visit_id=visit_id, browser_digest=browser_digest, oldest=oldest)
    return None if row is None else IdentificationId(row.text("identification_id"))
