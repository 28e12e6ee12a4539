"""Questions that came through the door, and the one-time tickets that answer them (`identification.py`)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Row, Transaction
from ugyfelkapu.gate.domain.secret import Digest
from ugyfelkapu.identification import AssuranceLevel, IdentificationRequest

_ASK = """
    INSERT INTO identification (identification_id, level, not_before, language, return_url, asked_at, expires_at)
    VALUES (:identification_id, :level, :not_before, :language, :return_url, :now, :expires_at)
"""
_OPEN = """
    SELECT identification_id, level, not_before, language, return_url FROM identification
     WHERE identification_id = :identification_id AND closed_at IS NULL AND expires_at > :now
"""
_ANSWER = """
    UPDATE identification
       SET ticket_digest = :ticket_digest, ticket_expires_at = :ticket_expires_at, session_id = :session_id
     WHERE identification_id = :identification_id AND closed_at IS NULL AND expires_at > :now
 RETURNING identification_id
"""
_REDEEM = """
    UPDATE identification SET closed_at = :now
     WHERE identification_id = :identification_id AND ticket_digest = :ticket_digest AND closed_at IS NULL
       AND ticket_expires_at > :now
 RETURNING session_id, level, not_before
"""
_CLOSE = """
    UPDATE identification SET closed_at = :now WHERE identification_id = :identification_id AND closed_at IS NULL
 RETURNING identification_id
"""
_END_TICKETS = """
    UPDATE identification SET ticket_digest = NULL, ticket_expires_at = NULL WHERE ticket_expires_at <= :now
"""
_PURGE = "DELETE FROM identification WHERE expires_at <= :now"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """A question that waits for its answer."""

    identification_id: str
    request: IdentificationRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketAnswer:
    """A ticket's digest, how long it is good, and the session that answers."""

    ticket: Digest
    expires_at: datetime
    session_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RedeemedTicket:
    """What a good ticket stands for: the session that answers, and what was asked of it."""

    session_id: str
    level: AssuranceLevel
    not_before: datetime | None


async def keep(
    tx: Transaction, identification_id: str, request: IdentificationRequest, *, expires_at: datetime, now: datetime
) -> None:
    """Remember a question."""
    await tx.execute(
        _ASK,
        identification_id=identification_id,
        level=request.level,
        not_before=request.not_before,
        language=request.language,
        return_url=request.return_url,
        expires_at=expires_at,
        now=now,
    )


async def find(reader: Reader, identification_id: str, *, now: datetime) -> OpenQuestion | None:
    """The question, while it waits."""
    row = await reader.one_or_none(_OPEN, identification_id=identification_id, now=now)
    return _question(row) if row else None


async def answer(tx: Transaction, identification_id: str, answer: TicketAnswer, *, now: datetime) -> bool:
    """Lay down the answer under a ticket; a later answer replaces one that nobody fetched (back button, two tabs)."""
    row = await tx.one_or_none(
        _ANSWER,
        identification_id=identification_id,
        ticket_digest=answer.ticket,
        ticket_expires_at=answer.expires_at,
        session_id=answer.session_id,
        now=now,
    )
    return row is not None


async def redeem(tx: Transaction, identification_id: str, *, ticket: Digest, now: datetime) -> RedeemedTicket | None:
    """Use the ticket up, for the question it answers alone: of any number of callers one gets it."""
    row = await tx.one_or_none(_REDEEM, identification_id=identification_id, ticket_digest=ticket, now=now)
    if row is None:
        return None
    return RedeemedTicket(
        session_id=row.text("session_id"),
        level=AssuranceLevel(row.text("level")),
        not_before=row.instant_or_none("not_before"),
    )


async def close(tx: Transaction, identification_id: str, *, now: datetime) -> bool:
    """Close a question without an answer."""
    return await tx.one_or_none(_CLOSE, identification_id=identification_id, now=now) is not None


async def purge(tx: Transaction, *, now: datetime) -> int:
    """Remove questions past their hour, and from others a ticket past its minute; how many."""
    return await tx.execute(_PURGE, now=now) + await tx.execute(_END_TICKETS, now=now)


def _question(row: Row) -> OpenQuestion:
    return OpenQuestion(
        identification_id=row.text("identification_id"),
        request=IdentificationRequest(
            level=AssuranceLevel(row.text("level")),
            not_before=row.instant_or_none("not_before"),
            language=row.text("language"),
            return_url=row.text("return_url"),
        ),
    )
