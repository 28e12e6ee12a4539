"""Families of tokens: what grew from one code, good while its session lives and nothing ended it."""

from datetime import datetime

from ugyfelkapu.broker.domain.authorization import FamilyId
from ugyfelkapu.broker.domain.connection_code import ConnectionCode
from ugyfelkapu.broker.domain.relying_party import ClientId, Scope
from ugyfelkapu.broker.domain.token import Family
from ugyfelkapu.broker.store import sessions
from ugyfelkapu.broker.store.asked_claims import claims_of, written
from ugyfelkapu.broker.store.behalf import behalf_of, behalf_values
from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.identification import SubjectCode

_ADD = """
    INSERT INTO family (family_id, client_id, session_id, connection_code, scopes, acting_kind, acting_reference,
                        principal_code, expires_at, asked_claims)
    VALUES (:family_id, :client_id, :session_id, :connection_code, :scopes, :acting_kind, :acting_reference,
            :principal_code, :expires_at, :asked_claims)
"""
_FIND = f"""
    SELECT {sessions.COLUMNS}, family.client_id, family.connection_code, family.scopes,
           family.acting_kind, family.acting_reference, family.principal_code, family.asked_claims
      FROM family JOIN broker_session ON broker_session.session_id = family.session_id
     WHERE family.family_id = :family_id AND family.ended_at IS NULL AND family.expires_at > :now
"""  # noqa: S608 - constants alone
_END = "UPDATE family SET ended_at = :now WHERE family_id = :family_id AND ended_at IS NULL"

_END_REPRESENTING = """
    UPDATE family SET ended_at = :now
     WHERE ended_at IS NULL AND acting_kind = 'organisation'
       AND session_id IN (SELECT session_id FROM broker_session WHERE subject_code = :subject_code)
"""


async def add(tx: Transaction, family: Family, *, expires_at: datetime) -> None:
    """Begin a family."""
    await tx.execute(
        _ADD,
        family_id=family.family_id,
        client_id=family.client_id,
        session_id=family.session.session_id,
        connection_code=family.connection_code,
        scopes=" ".join(family.scopes),
        **behalf_values(family.behalf),
        expires_at=expires_at,
        asked_claims=written(family.claims),
    )


async def find(reader: Reader, family_id: FamilyId, *, now: datetime) -> Family | None:
    """The family with its session, if neither has ended (`security.md` 4: checked at use)."""
    row = await reader.one_or_none(_FIND, family_id=family_id, now=now)
    if row is None:
        return None
    return Family(
        family_id=family_id,
        client_id=ClientId(row.text("client_id")),
        connection_code=ConnectionCode(row.text("connection_code")),
        scopes=tuple(Scope(scope) for scope in row.text("scopes").split()),
        session=sessions.session_of(row),
        behalf=behalf_of(row),
        claims=claims_of(row),
    )


async def end(tx: Transaction, family_id: FamilyId, *, now: datetime) -> None:
    """End a family whose code came back a second time."""
    await tx.execute(_END, family_id=family_id, now=now)


async def end_representing(tx: Transaction, subject_code: SubjectCode, *, now: datetime) -> int:
    """End whatever a person holds on behalf of an organisation; how many there were."""
    return await tx.execute(_END_REPRESENTING, subject_code=subject_code, now=now)
