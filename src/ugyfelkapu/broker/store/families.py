"""Families of tokens: what grew from one code, good while its session lives and nothing ended it."""

from datetime import datetime

from ugyfelkapu.broker.domain.authorization import FamilyId
from ugyfelkapu.broker.domain.connection_code import ConnectionCode
from ugyfelkapu.broker.domain.relying_party import ClientId, Scope
from ugyfelkapu.broker.domain.token import Family, SignOn
from ugyfelkapu.broker.store import confirmations, sessions
from ugyfelkapu.broker.store.asked_claims import claims_of, written
from ugyfelkapu.broker.store.behalf import behalf_of, behalf_values
from ugyfelkapu.broker.store.confirmations import confirmation_of, confirmation_values
from ugyfelkapu.foundation.database import Reader, Row, Transaction, Value
from ugyfelkapu.identification import AssuranceLevel, IdentificationMethod, SubjectCode

COLUMNS = f"""
    family.family_id, family.client_id, family.connection_code, family.scopes,
    family.acting_kind, family.acting_reference, family.principal_code, family.asked_claims,
    family.refresh_until, family.signed_on_at, family.signed_on_by, family.told_level,
    {confirmations.COLUMNS}
"""

_ADD = """
    INSERT INTO family (family_id, client_id, session_id, connection_code, scopes, acting_kind, acting_reference,
                        principal_code, expires_at, asked_claims, refresh_until, signed_on_at, signed_on_by, told_level,
                        confirmation_method, confirmation_thumbprint)
    VALUES (:family_id, :client_id, :session_id, :connection_code, :scopes, :acting_kind, :acting_reference,
            :principal_code, :expires_at, :asked_claims, :refresh_until, :signed_on_at, :signed_on_by, :told_level,
            :confirmation_method, :confirmation_thumbprint)
"""
_FIND = f"""
    SELECT {sessions.COLUMNS}, {COLUMNS}
      FROM family JOIN broker_session ON broker_session.session_id = family.session_id
     WHERE family.family_id = :family_id AND family.ended_at IS NULL AND family.expires_at > :now
"""  # noqa: S608 - constants alone
_END = "UPDATE family SET ended_at = :now WHERE family_id = :family_id AND ended_at IS NULL"
_PROLONG = """
    UPDATE family SET expires_at = :expires_at
     WHERE family_id = :family_id AND ended_at IS NULL AND refresh_until > :now
 RETURNING family_id
"""
_END_RENEWABLE = """
    UPDATE family SET ended_at = :now
     WHERE ended_at IS NULL AND refresh_until IS NOT NULL AND client_id = :client_id
       AND session_id IN (SELECT session_id FROM broker_session WHERE subject_code = :subject_code)
"""
_END_OF_CLIENT = "UPDATE family SET ended_at = :now WHERE ended_at IS NULL AND client_id = :client_id"

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
        **confirmation_values(family.confirmation),
        expires_at=expires_at,
        asked_claims=written(family.claims),
        **behalf_values(family.behalf),
        **_sign_on_values(family.sign_on),
    )


async def find(reader: Reader, family_id: FamilyId, *, now: datetime) -> Family | None:
    """The family with its session, if neither has ended (`security.md` 4: checked at use)."""
    row = await reader.one_or_none(_FIND, family_id=family_id, now=now)
    return None if row is None else family_of(row)


async def prolong(tx: Transaction, family_id: FamilyId, *, expires_at: datetime, now: datetime) -> bool:
    """A new access token until then; `False`: the family ended. Its row is held, so that an end comes before or after."""
    return await tx.one_or_none(_PROLONG, family_id=family_id, expires_at=expires_at, now=now) is not None


async def end(tx: Transaction, family_id: FamilyId, *, now: datetime) -> None:
    """End a family: its code or a refresh token came back a second time, or its service gave it up."""
    await tx.execute(_END, family_id=family_id, now=now)


async def end_renewable(tx: Transaction, subject_code: SubjectCode, client_id: ClientId, *, now: datetime) -> int:
    """End what a service could renew for a person; how many there were."""
    return await tx.execute(_END_RENEWABLE, subject_code=subject_code, client_id=client_id, now=now)


async def end_of_client(tx: Transaction, client_id: ClientId, *, now: datetime) -> int:
    """End all that a service holds: it ended, or its secret is another one now."""
    return await tx.execute(_END_OF_CLIENT, client_id=client_id, now=now)


async def end_representing(tx: Transaction, subject_code: SubjectCode, *, now: datetime) -> int:
    """End whatever a person holds on behalf of an organisation; how many there were."""
    return await tx.execute(_END_REPRESENTING, subject_code=subject_code, now=now)


def family_of(row: Row) -> Family:
    """The family in a row that has `COLUMNS`, and those of its session."""
    return Family(
        family_id=FamilyId(row.text("family_id")),
        client_id=ClientId(row.text("client_id")),
        connection_code=ConnectionCode(row.text("connection_code")),
        scopes=tuple(Scope(scope) for scope in row.text("scopes").split()),
        session=sessions.session_of(row),
        behalf=behalf_of(row),
        claims=claims_of(row),
        sign_on=_sign_on_of(row),
        confirmation=confirmation_of(row),
    )


def _sign_on_values(sign_on: SignOn | None) -> dict[str, Value]:
    return {
        "refresh_until": sign_on.refresh_until if sign_on else None,
        "signed_on_at": sign_on.signed_on_at if sign_on else None,
        "signed_on_by": sign_on.method if sign_on else None,
        "told_level": sign_on.level if sign_on else None,
    }


def _sign_on_of(row: Row) -> SignOn | None:
    refresh_until = row.instant_or_none("refresh_until")
    if refresh_until is None:
        return None
    return SignOn(
        refresh_until=refresh_until,
        signed_on_at=row.instant("signed_on_at"),
        method=IdentificationMethod(row.text("signed_on_by")),
        level=AssuranceLevel(row.text("told_level")),
    )
