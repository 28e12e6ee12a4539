"""The gate's answer to a question of the broker: a one-time ticket in the address the browser goes back to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.domain.secret import SECRET_BYTES, SecretKind, made
from ugyfelkapu.gate.domain.session import Session, lacks_only_level, may_answer
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import identifications
from ugyfelkapu.gate.store.identifications import OpenQuestion, TicketAnswer
from ugyfelkapu.identification import Refusal

TICKET_SECONDS = 60
"""Long enough for one redirect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """The session is not fresh or sure enough for the question."""

    question: OpenQuestion


async def open_question(world: GateWorld, identification_id: str, *, now: datetime) -> OpenQuestion | None:
    """The question behind an address, while it waits."""
    return await identifications.find(world.database.reader, identification_id, now=now)


def needs_more(question: OpenQuestion, session: Session, *, now: datetime) -> bool:
    """Whether the session would answer if only it were surer; one older than asked for is begun anew instead."""
    asked = question.request
    return lacks_only_level(session, level=asked.level, not_before=asked.not_before, now=now)


async def answer_live(world: GateWorld, question: OpenQuestion, session: Session) -> str | None:
    """The address to go back to, if the session that runs in this browser will do; `None`: sign in first."""
    now = world.clock.now()
    async with world.database.transaction() as tx:
        answer = await answer_with(tx, world, question, session=session, now=now)
    return answer if isinstance(answer, str) else None


async def answer_with(
    tx: Transaction, world: GateWorld, question: OpenQuestion, *, session: Session, now: datetime
) -> str | Unanswered:
    """The address to go back to with a ticket, if this session answers the question."""
    asked = question.request
    if not may_answer(session, level=asked.level, not_before=asked.not_before, now=now):
        return Unanswered(question=question)
    ticket, digest = made(SecretKind.TICKET, world.entropy.bytes(SECRET_BYTES))
    answer = TicketAnswer(ticket=digest, expires_at=now + timedelta(seconds=TICKET_SECONDS), session_id=session.session_id)
    if not await identifications.answer(tx, question.identification_id, answer, now=now):
        return Unanswered(question=question)
    return _extended(asked.return_url, ticket=ticket)


async def refuse(tx: Transaction, question: OpenQuestion, refusal: Refusal, *, now: datetime) -> str:
    """Close the question; the address to go back to with the refusal."""
    await identifications.close(tx, question.identification_id, now=now)
    return _extended(question.request.return_url, refused=refusal)


async def cancel(world: GateWorld, identification_id: str) -> str | None:
    """The person turns back: the address that says so; `None` when the question is over."""
    now = world.clock.now()
    question = await open_question(world, identification_id, now=now)
    if question is None:
        return None
    async with world.database.transaction() as tx:
        return await refuse(tx, question, Refusal.CANCELLED, now=now)


def _extended(return_url: str, **parameters: str) -> str:
    return f"{return_url}{'&' if urlsplit(return_url).query else '?'}{urlencode(parameters)}"
