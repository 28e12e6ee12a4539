"""Correction requests in the database; a person has one open at a time, because the database says so (`domain.md R10`)."""

from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Row, Transaction
from ugyfelkapu.gate.domain.correction import CorrectedField, CorrectionId, CorrectionRequest
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.person import PersonId

_ASK = """
    INSERT INTO correction_request (request_id, person_id, gate_id, field, words, asked_at)
    VALUES (:request_id, :person_id, :gate_id, :field, :words, :asked_at)
        ON CONFLICT DO NOTHING
 RETURNING request_id
"""
_OPEN = """
    SELECT request_id, person_id, gate_id, field, words, asked_at FROM correction_request
     WHERE person_id = :person_id AND closed_at IS NULL
"""
_CLOSE = """
    UPDATE correction_request SET closed_at = :now, outcome = :outcome, words = ''
     WHERE request_id = :request_id AND person_id = :person_id AND closed_at IS NULL
 RETURNING gate_id
"""


async def ask(tx: Transaction, request: CorrectionRequest) -> bool:
    """Keep a request; `False` when the person has one open."""
    row = await tx.one_or_none(
        _ASK,
        request_id=request.request_id,
        person_id=request.person_id,
        gate_id=request.gate_id,
        field=request.field,
        words=request.words,
        asked_at=request.asked_at,
    )
    return row is not None


async def open_of(reader: Reader, person_id: PersonId) -> CorrectionRequest | None:
    """The person's open request."""
    row = await reader.one_or_none(_OPEN, person_id=person_id)
    return None if row is None else _request(row)


async def close(
    tx: Transaction, request_id: CorrectionId, person_id: PersonId, *, outcome: str, now: datetime
) -> GateId | None:
    """Close a request and forget its words: of any number of callers one gets the gate that asked."""
    row = await tx.one_or_none(_CLOSE, request_id=request_id, person_id=person_id, outcome=outcome, now=now)
    return None if row is None else GateId(row.text("gate_id"))


def _request(row: Row) -> CorrectionRequest:
    return CorrectionRequest(
        request_id=CorrectionId(row.text("request_id")),
        person_id=PersonId(row.text("person_id")),
        gate_id=GateId(row.text("gate_id")),
        field=CorrectedField(row.text("field")),
        words=row.text("words"),
        asked_at=row.instant("asked_at"),
    )
