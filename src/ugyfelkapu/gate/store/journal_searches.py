"""What auditors asked of the journal, and whom it concerned, in the database."""

from datetime import datetime

import msgspec

from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.gate.domain.journal_question import Question, SearchId
from ugyfelkapu.gate.domain.office import ClerkId
from ugyfelkapu.gate.domain.username import fold_username

MOST_GATES = 50

_KEEP = "INSERT INTO journal_search (search_id, clerk_id, asked_at, question) VALUES (:search_id, :clerk_id, :now, :question)"
_FIND = """
    SELECT question FROM journal_search WHERE search_id = :search_id AND clerk_id = :clerk_id AND asked_at > :since
"""
_PURGE = "DELETE FROM journal_search WHERE asked_at <= :before"
_OF_GATE = "SELECT person_id, gate_id FROM gate WHERE username_folded = :folded"
_OF_DOCUMENT = "SELECT person_id FROM person WHERE document_type = :document_type AND document_number = :document_number"
_GATES = f"SELECT gate_id FROM gate WHERE person_id = :person_id ORDER BY gate_id LIMIT {MOST_GATES}"  # noqa: S608 - a constant


async def keep(tx: Transaction, search_id: SearchId, question: Question, *, clerk_id: ClerkId, now: datetime) -> None:
    """Keep what was asked."""
    encoded = msgspec.json.encode(question).decode()
    await tx.execute(_KEEP, search_id=search_id, clerk_id=clerk_id, now=now, question=encoded)


async def find(reader: Reader, search_id: SearchId, *, clerk_id: ClerkId, since: datetime) -> Question | None:
    """The auditor's own question of today."""
    row = await reader.one_or_none(_FIND, search_id=search_id, clerk_id=clerk_id, since=since)
    return msgspec.json.decode(row.text("question"), type=Question) if row else None


async def purge(tx: Transaction, *, before: datetime) -> int:
    """Remove old questions; the journal keeps that they were asked."""
    return await tx.execute(_PURGE, before=before)


async def subjects_of_username(reader: Reader, username: str) -> tuple[str, ...]:
    """The person and every gate of theirs, by the user name of one; nothing when nobody has it."""
    row = await reader.one_or_none(_OF_GATE, folded=fold_username(username))
    if row is None:
        return ()
    person_id = row.text_or_none("person_id")
    return await _subjects(reader, person_id) if person_id else (row.text("gate_id"),)


async def subjects_of_document(reader: Reader, document_type: str, document_number: str) -> tuple[str, ...]:
    """The same by the document they were registered with."""
    row = await reader.one_or_none(_OF_DOCUMENT, document_type=document_type, document_number=document_number)
    return await _subjects(reader, row.text("person_id")) if row else ()


async def _subjects(reader: Reader, person_id: str) -> tuple[str, ...]:
    return (person_id, *(row.text("gate_id") for row in await reader.all(_GATES, person_id=person_id)))
