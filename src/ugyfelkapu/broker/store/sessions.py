"""The broker's sessions; a row that is gone is a session that ended, with the name and e-mail it held."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.broker.domain.connection_code import ConnectionCode
from ugyfelkapu.broker.domain.relying_party import Sector
from ugyfelkapu.broker.domain.secret import SecretDigest
from ugyfelkapu.broker.domain.session import BrokerSession, SessionId
from ugyfelkapu.foundation.database import Reader, Row, Transaction
from ugyfelkapu.identification import AssuranceLevel, IdentificationMethod, SessionHandle, SubjectCode

COLUMNS = """
    broker_session.session_id, broker_session.subject_code, broker_session.session_handle, broker_session.level,
    broker_session.method, broker_session.identified_at, broker_session.last_used_at, broker_session.family_name,
    broker_session.given_name, broker_session.email
"""

_PUT = """
    INSERT INTO broker_session (session_id, digest, subject_code, session_handle, level, method, identified_at,
                                last_used_at, family_name, given_name, email)
    VALUES (:session_id, :digest, :subject_code, :session_handle, :level, :method, :identified_at,
            :last_used_at, :family_name, :given_name, :email)
    ON CONFLICT (session_id) DO UPDATE
       SET digest = excluded.digest, session_handle = excluded.session_handle, level = excluded.level,
           method = excluded.method, identified_at = excluded.identified_at, last_used_at = excluded.last_used_at,
           family_name = excluded.family_name, given_name = excluded.given_name, email = excluded.email
"""
_FIND = f"SELECT {COLUMNS} FROM broker_session WHERE digest = :digest"  # noqa: S608 - constants alone
_FIND_BY_ID = f"SELECT {COLUMNS} FROM broker_session WHERE session_id = :session_id"  # noqa: S608 - constants alone
_FIND_FOR_SECTOR = f"""
    SELECT {COLUMNS}, door.heard_at, connection_code.connection_code
      FROM broker_session
      JOIN door ON door.name = 'gate'
      LEFT JOIN connection_code
        ON connection_code.subject_code = broker_session.subject_code AND connection_code.sector = :sector
     WHERE broker_session.digest = :digest
"""  # noqa: S608 - constants alone
_HOLD = f"""
    UPDATE broker_session SET last_used_at = last_used_at WHERE session_id = :session_id RETURNING {COLUMNS}
"""  # noqa: S608 - constants alone
_TOUCH = "UPDATE broker_session SET last_used_at = :now WHERE session_id = :session_id AND last_used_at < :now"
_END = "DELETE FROM broker_session WHERE session_id = :session_id RETURNING session_id"
_OF_HANDLE = "SELECT session_id FROM broker_session WHERE session_handle = :session_handle ORDER BY session_id"
_OF_SUBJECT = "SELECT session_id FROM broker_session WHERE subject_code = :subject_code ORDER BY session_id"
_END_FAMILIES = "UPDATE family SET ended_at = :now WHERE session_id = :session_id AND ended_at IS NULL"
_END_SAML = "DELETE FROM saml_sign_on WHERE session_id = :session_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldSession:
    """A session as a sign-on needs it: with when the gate last spoke, and the code this body knows the person by."""

    session: BrokerSession
    heard_at: datetime
    connection_code: ConnectionCode | None


async def put(tx: Transaction, session: BrokerSession, digest: SecretDigest) -> None:
    """Begin a session, or give a running one its new identification and a new secret."""
    await tx.execute(
        _PUT,
        session_id=session.session_id,
        digest=digest,
        subject_code=session.subject_code,
        session_handle=session.session_handle,
        level=session.level,
        method=session.method,
        identified_at=session.identified_at,
        last_used_at=session.last_used_at,
        family_name=session.family_name,
        given_name=session.given_name,
        email=session.email,
    )


async def find(reader: Reader, digest: SecretDigest) -> BrokerSession | None:
    """The session a browser's secret opens; whether it is still live is the domain's to say."""
    row = await reader.one_or_none(_FIND, digest=digest)
    return None if row is None else session_of(row)


async def find_by_id(reader: Reader, session_id: SessionId) -> BrokerSession | None:
    """The session a code or a family hangs on."""
    row = await reader.one_or_none(_FIND_BY_ID, session_id=session_id)
    return None if row is None else session_of(row)


async def find_for_sector(reader: Reader, digest: SecretDigest, *, sector: Sector) -> HeldSession | None:
    """All that a sign-on asks of a session, in one statement."""
    row = await reader.one_or_none(_FIND_FOR_SECTOR, digest=digest, sector=sector)
    if row is None:
        return None
    code = row.text_or_none("connection_code")
    return HeldSession(
        session=session_of(row),
        heard_at=row.instant("heard_at"),
        connection_code=None if code is None else ConnectionCode(code),
    )


async def hold(tx: Transaction, session_id: SessionId) -> BrokerSession | None:
    """The session, if it is there; nobody ends it, or signs on in it, until this transaction ends."""
    row = await tx.one_or_none(_HOLD, session_id=session_id)
    return None if row is None else session_of(row)


async def touch(tx: Transaction, session_id: SessionId, *, now: datetime) -> None:
    """Note that the session was used."""
    await tx.execute(_TOUCH, session_id=session_id, now=now)


async def of_handle(reader: Reader, handle: SessionHandle) -> list[SessionId]:
    """What hangs on one session of the gate."""
    return _ids(await reader.all(_OF_HANDLE, session_handle=handle))


async def of_subject(reader: Reader, subject_code: SubjectCode) -> list[SessionId]:
    """Everything of a person."""
    return _ids(await reader.all(_OF_SUBJECT, subject_code=subject_code))


async def end(tx: Transaction, session_id: SessionId, *, now: datetime) -> bool:
    """End one session and all that grew from it; whether it was there to end."""
    if await tx.one_or_none(_END, session_id=session_id) is None:
        return False
    await tx.execute(_END_FAMILIES, session_id=session_id, now=now)
    await tx.execute(_END_SAML, session_id=session_id)
    return True


def _ids(rows: list[Row]) -> list[SessionId]:
    return [SessionId(row.text("session_id")) for row in rows]


def session_of(row: Row) -> BrokerSession:
    """The session in a row that has `COLUMNS`."""
    return BrokerSession(
        session_id=SessionId(row.text("session_id")),
        subject_code=SubjectCode(row.text("subject_code")),
        session_handle=SessionHandle(row.text("session_handle")),
        level=AssuranceLevel(row.text("level")),
        method=IdentificationMethod(row.text("method")),
        identified_at=row.instant("identified_at"),
        last_used_at=row.instant("last_used_at"),
        family_name=row.text("family_name"),
        given_name=row.text("given_name"),
        email=row.text("email"),
    )
