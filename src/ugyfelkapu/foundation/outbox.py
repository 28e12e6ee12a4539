"""The outbox: mail is a row in the transaction that causes it, and a worker sends it, again and again if it must."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ugyfelkapu.foundation.database import Database, Row, Transaction
from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.ports import Clock, Letter, Mailer

LEASE_SECONDS = 60
"""A worker that died while sending loses its claim after this."""

FIRST_WAIT_SECONDS = 10
LONGEST_WAIT_SECONDS = 6 * 3600
MOST_TRIES = 14
"""Over two days in all; then the row stays as a dead letter without its text, for an operator to see."""

KEPT_DAYS = 30
"""Sent rows and dead letters are deleted after this: an address is kept in one place only, and that is not here."""

ERROR_LENGTH = 300

_POST = """
    INSERT INTO outbox (mail_id, recipient, subject, text_body, html_body, created_at, due_at)
    VALUES (:mail_id, :recipient, :subject, :text_body, :html_body, :now, :now)
"""
_CLAIM = """
    UPDATE outbox SET due_at = :lease_until, tries = tries + 1
     WHERE mail_id = (SELECT mail_id FROM outbox WHERE due_at <= :now ORDER BY due_at LIMIT 1) AND due_at <= :now
 RETURNING mail_id, recipient, subject, text_body, html_body, tries
"""
_SENT = "UPDATE outbox SET sent_at = :now, due_at = NULL, text_body = '', html_body = '' WHERE mail_id = :mail_id"
_FAILED = "UPDATE outbox SET due_at = :due_at, last_error = :error WHERE mail_id = :mail_id AND sent_at IS NULL"
_GIVE_UP = """
    UPDATE outbox SET due_at = NULL, text_body = '', html_body = '', last_error = :error
     WHERE mail_id = :mail_id AND sent_at IS NULL
"""
_FORGET = "DELETE FROM outbox WHERE due_at IS NULL AND created_at < :before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail to be sent; text and HTML say the same."""

    to: str
    subject: str
    text: str
    html: str


async def post(tx: Transaction, mail: Mail, *, now: datetime) -> None:
    """Put the mail in the outbox: it goes out if, and only if, the transaction counts."""
    await tx.execute(
        _POST,
        mail_id=identifier(now),
        recipient=mail.to,
        subject=mail.subject,
        text_body=mail.text,
        html_body=mail.html,
        now=now,
    )


async def send_one(database: Database, mailer: Mailer, clock: Clock) -> bool:
    """Claim the mail that is due longest and hand it over; whether there was one.

    The claim is a lease, so two workers never send one row at the same time. A sent row loses its text: codes do not stay.
    """
    now = clock.now()
    async with database.transaction() as tx:
        row = await tx.one_or_none(_CLAIM, now=now, lease_until=now + timedelta(seconds=LEASE_SECONDS))
    if row is None:
        return False
    try:
        await mailer.send(_letter(row))
    except (OSError, ValueError) as error:
        await _try_again(database, row, error, now=clock.now())
    else:
        async with database.transaction() as tx:
            await tx.execute(_SENT, mail_id=row.text("mail_id"), now=clock.now())
    return True


async def forget_old(tx: Transaction, *, now: datetime) -> int:
    """Delete what was sent or given up long ago; how many."""
    return await tx.execute(_FORGET, before=now - timedelta(days=KEPT_DAYS))


async def _try_again(database: Database, row: Row, error: Exception, *, now: datetime) -> None:
    reason = str(error)[:ERROR_LENGTH]
    async with database.transaction() as tx:
        if row.number("tries") >= MOST_TRIES:
            await tx.execute(_GIVE_UP, mail_id=row.text("mail_id"), error=reason)
        else:
            due_at = now + wait_after(row.number("tries"))
            await tx.execute(_FAILED, mail_id=row.text("mail_id"), due_at=due_at, error=reason)


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many tries: three times as long each time, up to six hours."""
    return timedelta(seconds=min(FIRST_WAIT_SECONDS * 3 ** (tries - 1), LONGEST_WAIT_SECONDS))


def _letter(row: Row) -> Letter:
    return Letter(
        message_id=row.text("mail_id"),
        to=row.text("recipient"),
        subject=row.text("subject"),
        text=row.text("text_body"),
        html=row.text("html_body"),
    )
