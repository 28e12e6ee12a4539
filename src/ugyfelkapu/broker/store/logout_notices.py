"""Ends of sessions, and which service was told of each."""

from collections.abc import Iterable
from datetime import datetime

from ugyfelkapu.broker.domain.connection_code import ConnectionCode
from ugyfelkapu.broker.domain.logout_notice import Notice, NoticeId, NoticeOutcome, SignedOn, SignOut, SignOutId
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.broker.domain.saml_service import NameIdFormat
from ugyfelkapu.broker.domain.saml_sign_on import SamlName
from ugyfelkapu.broker.domain.secret import may_be_identifier
from ugyfelkapu.broker.domain.session import SessionId, sid_of
from ugyfelkapu.foundation.database import Reader, Row, Transaction

MOST_LISTED = 100

_SIGNED_ON = """
    SELECT client_id, connection_code, NULL AS name_id, NULL AS name_id_format FROM family WHERE session_id = :session_id
     UNION
    SELECT client_id, connection_code, name_id, name_id_format FROM saml_sign_on WHERE session_id = :session_id
     ORDER BY client_id, connection_code, name_id
"""
_ADD_END = """
    INSERT INTO sign_out (sign_out_id, browser_digest, asked_by, destination, ended_at)
    VALUES (:sign_out_id, :browser_digest, :asked_by, :destination, :ended_at)
"""
_ADD = """
    INSERT INTO logout_notice (notice_id, sign_out_id, client_id, connection_code, sid, name_id, name_id_format, outcome,
                               tries, due_at)
    VALUES (:notice_id, :sign_out_id, :client_id, :connection_code, :sid, :name_id, :name_id_format, :outcome, 0, :due_at)
"""
_COLUMNS = "notice_id, client_id, connection_code, sid, name_id, name_id_format, outcome, tries"
_DUE = f"SELECT {_COLUMNS} FROM logout_notice WHERE due_at <= :now ORDER BY due_at, notice_id LIMIT :most"  # noqa: S608 - a constant
_CLAIM = """
    UPDATE logout_notice SET tries = tries + 1, due_at = :again_at
     WHERE notice_id = :notice_id AND tries = :tries AND due_at IS NOT NULL
 RETURNING notice_id
"""
_SETTLE = """
    UPDATE logout_notice SET outcome = :outcome, due_at = NULL, fault = :fault, name_id = NULL
     WHERE notice_id = :notice_id AND outcome = 'waiting'
"""
_GIVE_UP = """
    UPDATE logout_notice
       SET outcome = :outcome, due_at = NULL, fault = :fault,
           name_id = CASE WHEN name_id_format = :forgotten THEN NULL ELSE name_id END
     WHERE notice_id = :notice_id AND outcome = 'waiting'
"""
_FAIL = "UPDATE logout_notice SET fault = :fault WHERE notice_id = :notice_id AND due_at IS NOT NULL"
_FIND = """
    SELECT sign_out_id, asked_by, destination, ended_at FROM sign_out
     WHERE sign_out_id = :sign_out_id AND browser_digest = :browser_digest
"""
_OF_END = f"SELECT {_COLUMNS} FROM logout_notice WHERE sign_out_id = :sign_out_id ORDER BY client_id"  # noqa: S608 - a constant
_OF_BROWSER = """
    SELECT logout_notice.notice_id, logout_notice.sign_out_id, client_id, connection_code, sid, name_id, name_id_format,
           outcome, tries
      FROM logout_notice JOIN sign_out ON sign_out.sign_out_id = logout_notice.sign_out_id
     WHERE logout_notice.notice_id = :notice_id AND sign_out.browser_digest = :browser_digest
"""
_BEGIN_BY_BROWSER = """
    UPDATE logout_notice SET tries = tries + 1
     WHERE notice_id = :notice_id AND tries = 0 AND outcome = 'by_browser' RETURNING notice_id
"""
_SETTLE_BY_BROWSER = """
    UPDATE logout_notice SET outcome = :outcome, fault = :fault, name_id = NULL
     WHERE notice_id = :notice_id AND outcome = 'by_browser' AND tries > 0 RETURNING notice_id
"""
_GIVEN_UP = f"""
    SELECT logout_notice.client_id, count(*) AS many, max(sign_out.ended_at) AS last_at, max(logout_notice.fault) AS fault
      FROM logout_notice JOIN sign_out ON sign_out.sign_out_id = logout_notice.sign_out_id
     WHERE logout_notice.outcome = 'given_up'
     GROUP BY logout_notice.client_id ORDER BY many DESC, logout_notice.client_id LIMIT {MOST_LISTED}
"""  # noqa: S608 - a constant
_RETRY = """
    UPDATE logout_notice SET outcome = 'waiting', tries = 0, due_at = :now
     WHERE outcome = 'given_up' AND client_id = :client_id
"""


async def signed_on_in(reader: Reader, session_id: SessionId) -> list[SignedOn]:
    """The services that got tokens or assertions in a session."""
    found: dict[ClientId, SignedOn] = {}
    for row in await reader.all(_SIGNED_ON, session_id=session_id):
        client_id = ClientId(row.text("client_id"))
        code, sid = ConnectionCode(row.text("connection_code")), sid_of(session_id, client_id)
        found.setdefault(client_id, SignedOn(client_id=client_id, connection_code=code, sid=sid, name=_name(row)))
    return list(found.values())


async def add(tx: Transaction, end: SignOut, notices: Iterable[Notice], *, browser_digest: bytes | None) -> None:
    """Keep the end of a session with whom to tell; those to be told by their servers are due at once."""
    await tx.execute(
        _ADD_END,
        sign_out_id=end.sign_out_id,
        browser_digest=browser_digest,
        asked_by=end.asked_by,
        destination=end.destination,
        ended_at=end.ended_at,
    )
    for notice in notices:
        await tx.execute(
            _ADD,
            notice_id=notice.notice_id,
            sign_out_id=end.sign_out_id,
            client_id=notice.signed_on.client_id,
            connection_code=notice.signed_on.connection_code,
            sid=notice.signed_on.sid,
            name_id=notice.signed_on.name.name_id if notice.signed_on.name else None,
            name_id_format=notice.signed_on.name.format if notice.signed_on.name else None,
            outcome=notice.outcome,
            due_at=end.ended_at if notice.outcome is NoticeOutcome.WAITING else None,
        )


async def due(reader: Reader, *, now: datetime, most: int) -> list[Notice]:
    """Who is to be told now, the longest waiting first."""
    return [_notice(row) for row in await reader.all(_DUE, now=now, most=most)]


async def claim(tx: Transaction, notice: Notice, *, again_at: datetime) -> bool:
    """Count a try before it is made; of two workers one makes it, and after a crash it is made again at `again_at`."""
    claimed = await tx.one_or_none(_CLAIM, notice_id=notice.notice_id, tries=notice.tries, again_at=again_at)
    return claimed is not None


async def settle(tx: Transaction, notice_id: NoticeId, outcome: NoticeOutcome, *, fault: str | None) -> None:
    """Nothing more will be tried; the person's name at a SAML service goes.

    Where the operator may have it tried again, the name stays, unless it is an e-mail address.
    """
    if outcome is NoticeOutcome.GIVEN_UP:
        forgotten = NameIdFormat.EMAIL
        await tx.execute(_GIVE_UP, notice_id=notice_id, outcome=outcome, fault=fault, forgotten=forgotten)
    else:
        await tx.execute(_SETTLE, notice_id=notice_id, outcome=outcome, fault=fault)


async def note_failure(tx: Transaction, notice_id: NoticeId, *, fault: str) -> None:
    """Why the last try failed; the next one is due as `claim` said."""
    await tx.execute(_FAIL, notice_id=notice_id, fault=fault)


async def find_of_browser(reader: Reader, notice_id: NoticeId, *, browser_digest: bytes) -> tuple[Notice, SignOutId] | None:
    """A notice of an end in this browser, and of which end."""
    if not may_be_identifier(notice_id):
        return None
    row = await reader.one_or_none(_OF_BROWSER, notice_id=notice_id, browser_digest=browser_digest)
    return None if row is None else (_notice(row), SignOutId(row.text("sign_out_id")))


async def begin_by_browser(tx: Transaction, notice_id: NoticeId) -> bool:
    """Whether this is the first time that the browser is sent to the service; of two at once one is."""
    return await tx.one_or_none(_BEGIN_BY_BROWSER, notice_id=notice_id) is not None


async def settle_by_browser(tx: Transaction, notice_id: NoticeId, outcome: NoticeOutcome, *, fault: str | None) -> bool:
    """What the service answered through the browser; whether that was still open."""
    return await tx.one_or_none(_SETTLE_BY_BROWSER, notice_id=notice_id, outcome=outcome, fault=fault) is not None


async def find(reader: Reader, sign_out_id: SignOutId, *, browser_digest: bytes) -> SignOut | None:
    """The end of a session in this browser."""
    if not may_be_identifier(sign_out_id):
        return None
    row = await reader.one_or_none(_FIND, sign_out_id=sign_out_id, browser_digest=browser_digest)
    if row is None:
        return None
    asked_by = row.text_or_none("asked_by")
    return SignOut(
        sign_out_id=sign_out_id,
        asked_by=None if asked_by is None else ClientId(asked_by),
        destination=row.text_or_none("destination"),
        ended_at=row.instant("ended_at"),
    )


async def of_end(reader: Reader, sign_out_id: SignOutId) -> list[Notice]:
    """Everybody who was to be told of it."""
    return [_notice(row) for row in await reader.all(_OF_END, sign_out_id=sign_out_id)]


async def given_up(reader: Reader) -> list[Row]:
    """By service: `client_id`, how `many` it never confirmed, the last at `last_at`, and a `fault`."""
    return await reader.all(_GIVEN_UP)


async def retry(tx: Transaction, client_id: ClientId, *, now: datetime) -> int:
    """Tell a service again what it never confirmed; how many ends that are."""
    return await tx.execute(_RETRY, client_id=client_id, now=now)


def _name(row: Row) -> SamlName | None:
    name_id = row.text_or_none("name_id")
    return None if name_id is None else SamlName(format=NameIdFormat(row.text("name_id_format")), name_id=name_id)


def _notice(row: Row) -> Notice:
    return Notice(
        notice_id=NoticeId(row.text("notice_id")),
        signed_on=SignedOn(
            client_id=ClientId(row.text("client_id")),
            connection_code=ConnectionCode(row.text("connection_code")),
            sid=row.text("sid"),
            name=_name(row),
        ),
        outcome=NoticeOutcome(row.text("outcome")),
        tries=row.number("tries"),
    )
