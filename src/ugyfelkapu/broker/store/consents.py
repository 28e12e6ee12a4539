"""Consents: the last "yes" of a person to a service."""

from ugyfelkapu.broker.domain.consent import Consent
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.foundation.database import Reader, Row, Transaction
from ugyfelkapu.identification import SubjectCode

_FIND = """
    SELECT data_set, legal_basis, given_at FROM consent WHERE subject_code = :subject_code AND client_id = :client_id
"""
_PUT = """
    INSERT INTO consent (subject_code, client_id, data_set, legal_basis, given_at)
    VALUES (:subject_code, :client_id, :data_set, :legal_basis, :given_at)
    ON CONFLICT (subject_code, client_id) DO UPDATE
       SET data_set = excluded.data_set, legal_basis = excluded.legal_basis, given_at = excluded.given_at
"""
_END = """
    DELETE FROM consent WHERE subject_code = :subject_code AND client_id = :client_id
 RETURNING data_set, legal_basis, given_at
"""
_END_OF_SUBJECT = "DELETE FROM consent WHERE subject_code = :subject_code"
_OF_SUBJECT = """
    SELECT client_id, data_set, legal_basis, given_at FROM consent WHERE subject_code = :subject_code ORDER BY given_at DESC
"""


async def find(reader: Reader, subject_code: SubjectCode, client_id: ClientId) -> Consent | None:
    """What the person last agreed to for this service."""
    row = await reader.one_or_none(_FIND, subject_code=subject_code, client_id=client_id)
    return None if row is None else _consent(row)


async def put(tx: Transaction, subject_code: SubjectCode, client_id: ClientId, *, consent: Consent) -> None:
    """Keep a "yes"; it takes the place of the one before."""
    await tx.execute(
        _PUT,
        subject_code=subject_code,
        client_id=client_id,
        data_set=consent.data_set,
        legal_basis=consent.legal_basis,
        given_at=consent.given_at,
    )


async def end(tx: Transaction, subject_code: SubjectCode, client_id: ClientId) -> Consent | None:
    """Take a "yes" back: of two callers one gets it."""
    row = await tx.one_or_none(_END, subject_code=subject_code, client_id=client_id)
    return None if row is None else _consent(row)


async def end_of_subject(tx: Transaction, subject_code: SubjectCode) -> int:
    """Take all of a person's back; how many there were."""
    return await tx.execute(_END_OF_SUBJECT, subject_code=subject_code)


async def of_subject(reader: Reader, subject_code: SubjectCode) -> list[tuple[ClientId, Consent]]:
    """What the person agreed to, service by service, the newest first."""
    rows = await reader.all(_OF_SUBJECT, subject_code=subject_code)
    return [(ClientId(row.text("client_id")), _consent(row)) for row in rows]


def _consent(row: Row) -> Consent:
    return Consent(data_set=row.text("data_set"), legal_basis=row.text("legal_basis"), given_at=row.instant("given_at"))
