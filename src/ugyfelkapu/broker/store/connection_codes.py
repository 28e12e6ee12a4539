"""Connection codes: made at the first sign-on to a body, the same ever after (`domain.md R14`)."""

from datetime import datetime

from ugyfelkapu.broker.domain.connection_code import ConnectionCode
from ugyfelkapu.broker.domain.relying_party import Sector
from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.identification import SubjectCode

_OFFER = """
    INSERT INTO connection_code (subject_code, sector, connection_code, created_at)
    VALUES (:subject_code, :sector, :connection_code, :now)
    ON CONFLICT (subject_code, sector) DO NOTHING
"""
_FIND = "SELECT connection_code FROM connection_code WHERE subject_code = :subject_code AND sector = :sector"
_SUBJECT = "SELECT subject_code FROM connection_code WHERE connection_code = :connection_code"


async def settle(
    tx: Transaction, subject_code: SubjectCode, sector: Sector, *, fresh: ConnectionCode, now: datetime
) -> ConnectionCode:
    """The pair's code; `fresh` becomes it unless there is one, so that two first sign-ons at once agree."""
    await tx.execute(_OFFER, subject_code=subject_code, sector=sector, connection_code=fresh, now=now)
    row = await tx.one(_FIND, subject_code=subject_code, sector=sector)
    return ConnectionCode(row.text("connection_code"))


async def subject_of(reader: Reader, connection_code: ConnectionCode) -> SubjectCode:
    """Whose code it is: there is no other such code."""
    row = await reader.one(_SUBJECT, connection_code=connection_code)
    return SubjectCode(row.text("subject_code"))
