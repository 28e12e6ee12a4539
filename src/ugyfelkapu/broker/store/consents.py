"""Consents: the last "yes" of a person to a service."""

from ugyfelkapu.broker.domain.consent import Consent
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.foundation.database import Reader, Transaction
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


async def find(reader: Reader, subject_code: SubjectCode, client_id: ClientId) -> Consent | None:
    """What the person last agreed to for this service."""
    row = await reader.one_or_none(_FIND, subject_code=subject_code, client_id=client_id)
    if row is None:
        return None
    return Consent(data_set=row.text("data_set"), legal_basis=row.text("legal_basis"), given_at=row.instant("given_at"))


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
