"""Proposals in the database, and the sealed papers of approved appointments."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from ugyfelkapu.foundation.database import Reader, Row, Transaction
from ugyfelkapu.gate.domain.office import ClerkId
from ugyfelkapu.gate.domain.proposal import (
    CONTENTS,
    Asker,
    Proposal,
    ProposalId,
    ProposalKind,
    ProposalStanding,
    body_of,
)

_ASK = """
    INSERT INTO proposal (proposal_id, kind, body_id, content, asked_by, asked_at, expires_at, standing)
    VALUES (:proposal_id, :kind, :body_id, :content, :asked_by, :asked_at, :expires_at, 'waiting')
"""
_SELECT = """
    SELECT proposal.proposal_id, proposal.kind, proposal.content, proposal.asked_by, proposal.asked_at, proposal.expires_at,
           proposal.standing, proposal.decided_at, asker.username AS asker_username, asker.identity_key AS asker_key,
           decider.username AS decider_username
      FROM proposal
      JOIN clerk AS asker ON asker.clerk_id = proposal.asked_by
      LEFT JOIN clerk AS decider ON decider.clerk_id = proposal.decided_by
"""
_ONE = _SELECT + " WHERE proposal.proposal_id = :proposal_id"
_ALL = _SELECT + " ORDER BY proposal.asked_at DESC LIMIT :many"
_OF_BODY = _SELECT + " WHERE proposal.body_id = :body_id ORDER BY proposal.asked_at DESC LIMIT :many"
_DECIDE = """
    UPDATE proposal SET standing = :standing, decided_by = :clerk_id, decided_at = :now
     WHERE proposal_id = :proposal_id AND standing = 'waiting' AND expires_at > :now
 RETURNING proposal_id
"""
_REJECT_AFTER_ALL = "UPDATE proposal SET standing = 'rejected' WHERE proposal_id = :proposal_id"
_KEEP_LETTER = """
    INSERT INTO clerk_letter (proposal_id, clerk_id, printer_id, sealed, expires_at)
    VALUES (:proposal_id, :clerk_id, :printer_id, :sealed, :expires_at)
"""
_LETTER_WAITS = """
    SELECT proposal_id FROM clerk_letter
     WHERE proposal_id = :proposal_id AND printer_id = :printer_id AND expires_at > :now
"""
_TAKE_LETTER = """
    DELETE FROM clerk_letter WHERE proposal_id = :proposal_id AND printer_id = :printer_id AND expires_at > :now
 RETURNING clerk_id, sealed
"""
_PURGE_LETTERS = "DELETE FROM clerk_letter WHERE expires_at <= :now"


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedLetter:
    """A new clerk's secrets, sealed, and who alone may print them."""

    proposal_id: ProposalId
    clerk_id: ClerkId
    printer_id: ClerkId
    sealed: bytes
    expires_at: datetime


async def ask(tx: Transaction, proposal: Proposal) -> None:
    """Keep a new proposal."""
    await tx.execute(
        _ASK,
        proposal_id=proposal.proposal_id,
        kind=proposal.kind,
        body_id=body_of(proposal.content),
        content=msgspec.json.encode(proposal.content).decode(),
        asked_by=proposal.asked_by.clerk_id,
        asked_at=proposal.asked_at,
        expires_at=proposal.expires_at,
    )


async def find(reader: Reader, proposal_id: ProposalId) -> Proposal | None:
    """One of them."""
    row = await reader.one_or_none(_ONE, proposal_id=proposal_id)
    return _proposal(row) if row else None


async def newest(reader: Reader, *, body_id: str | None, many: int) -> list[Proposal]:
    """The newest, of one body or all."""
    rows = await (reader.all(_OF_BODY, body_id=body_id, many=many) if body_id else reader.all(_ALL, many=many))
    return [_proposal(row) for row in rows]


async def decide(
    tx: Transaction, proposal_id: ProposalId, standing: ProposalStanding, *, clerk_id: ClerkId, now: datetime
) -> bool:
    """Decide a waiting proposal; of any number of callers one wins."""
    row = await tx.one_or_none(_DECIDE, proposal_id=proposal_id, standing=standing, clerk_id=clerk_id, now=now)
    return row is not None


async def reject_after_all(tx: Transaction, proposal_id: ProposalId) -> None:
    """What was being approved cannot be carried out."""
    await tx.execute(_REJECT_AFTER_ALL, proposal_id=proposal_id)


async def keep_letter(tx: Transaction, letter: SealedLetter) -> None:
    """Keep a new clerk's sealed secrets until they are printed."""
    await tx.execute(
        _KEEP_LETTER,
        proposal_id=letter.proposal_id,
        clerk_id=letter.clerk_id,
        printer_id=letter.printer_id,
        sealed=letter.sealed,
        expires_at=letter.expires_at,
    )


async def letter_waits(reader: Reader, proposal_id: ProposalId, *, printer_id: ClerkId, now: datetime) -> bool:
    """Whether somebody has a paper of this proposal to print."""
    return await reader.one_or_none(_LETTER_WAITS, proposal_id=proposal_id, printer_id=printer_id, now=now) is not None


async def take_letter(
    tx: Transaction, proposal_id: ProposalId, *, printer_id: ClerkId, now: datetime
) -> tuple[ClerkId, bytes] | None:
    """Take the sealed secrets out, once."""
    row = await tx.one_or_none(_TAKE_LETTER, proposal_id=proposal_id, printer_id=printer_id, now=now)
    return (ClerkId(row.text("clerk_id")), row.blob("sealed")) if row else None


async def purge_letters(tx: Transaction, *, now: datetime) -> int:
    """Remove papers nobody printed in time; how many."""
    return await tx.execute(_PURGE_LETTERS, now=now)


def _proposal(row: Row) -> Proposal:
    kind = ProposalKind(row.text("kind"))
    asker = Asker(
        clerk_id=ClerkId(row.text("asked_by")),
        username=row.text("asker_username"),
        identity_key=row.blob_or_none("asker_key"),
    )
    return Proposal(
        proposal_id=ProposalId(row.text("proposal_id")),
        kind=kind,
        content=msgspec.json.decode(row.text("content"), type=CONTENTS[kind]),
        asked_by=asker,
        asked_at=row.instant("asked_at"),
        expires_at=row.instant("expires_at"),
        standing=ProposalStanding(row.text("standing")),
        decided_by=row.text_or_none("decider_username"),
        decided_at=row.instant_or_none("decided_at"),
    )
