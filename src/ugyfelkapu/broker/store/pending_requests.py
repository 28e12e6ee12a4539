"""Requests that wait for a person; each belongs to one browser, and is answered once."""

from datetime import datetime

import msgspec

from ugyfelkapu.broker.domain.acting import Acting, ActingKind, Chosen
from ugyfelkapu.broker.domain.authorization import (
    PENDING_LIFETIME,
    AuthorizationRequest,
    PendingId,
    PendingRequest,
    RequestRefusal,
)
from ugyfelkapu.broker.domain.secret import may_be_identifier
from ugyfelkapu.broker.domain.session import SessionId
from ugyfelkapu.foundation.database import Reader, Row, Transaction
from ugyfelkapu.identification import Asked, IdentificationId

_ADD = """
    INSERT INTO pending_request (pending_id, browser_digest, request, created_at, is_level_waived)
    VALUES (:pending_id, :browser_digest, :request, :created_at, :is_level_waived)
"""
_FIND = """
    SELECT * FROM pending_request
     WHERE pending_id = :pending_id AND browser_digest = :browser_digest AND created_at > :oldest
"""
_ASKED = """
    UPDATE pending_request SET identification_id = :identification_id, identification_url = :url
     WHERE pending_id = :pending_id
"""
_IDENTIFIED = """
    UPDATE pending_request
       SET identification_id = NULL, identification_url = NULL, is_level_waived = :is_level_waived, identified_at = :now,
           consented_at = NULL, acting_kind = NULL, acting_reference = NULL, acting_session = NULL
     WHERE pending_id = :pending_id
"""
_UNANSWERED = """
    UPDATE pending_request SET identification_id = NULL, identification_url = NULL WHERE pending_id = :pending_id
"""
_CONSENTED = "UPDATE pending_request SET consented_at = :now WHERE pending_id = :pending_id AND answered_at IS NULL"
_CHOSEN = """
    UPDATE pending_request SET acting_kind = :kind, acting_reference = :reference, acting_session = :session_id
     WHERE pending_id = :pending_id AND answered_at IS NULL
"""
_REFUSED = """
    UPDATE pending_request SET refused_at = :now, refusal = :refusal WHERE pending_id = :pending_id AND answered_at IS NULL
"""
_ANSWERED = """
    UPDATE pending_request SET answered_at = :now
     WHERE pending_id = :pending_id AND answered_at IS NULL
 RETURNING pending_id
"""

_decoder = msgspec.json.Decoder(AuthorizationRequest)


async def add(
    tx: Transaction, pending_id: PendingId, request: AuthorizationRequest, *, browser_digest: bytes, now: datetime
) -> None:
    """Keep a checked request until the person has done their part."""
    await tx.execute(
        _ADD,
        pending_id=pending_id,
        browser_digest=browser_digest,
        request=msgspec.json.encode(request).decode(),
        created_at=now,
        is_level_waived=False,
    )


async def find(reader: Reader, pending_id: PendingId, *, browser_digest: bytes, now: datetime) -> PendingRequest | None:
    """The request, if it belongs to this browser and is younger than an hour."""
    if not may_be_identifier(pending_id):
        return None
    row = await reader.one_or_none(_FIND, pending_id=pending_id, browser_digest=browser_digest, oldest=now - PENDING_LIFETIME)
    return None if row is None else _pending(row)


async def note_question(tx: Transaction, pending_id: PendingId, asked: Asked) -> None:
    """Remember the question put through the door, so that a second click asks no second one."""
    await tx.execute(_ASKED, pending_id=pending_id, identification_id=asked.identification_id, url=asked.url)


async def note_identification(tx: Transaction, pending: PendingRequest, *, is_level_waived: bool, now: datetime) -> None:
    """The gate answered as freshly as it was asked; whoever signed in has not said yes yet.

    Its answer alone waives the level: what a browser brings along is no word of the gate.
    """
    waived = is_level_waived or pending.is_level_waived
    await tx.execute(_IDENTIFIED, pending_id=pending.pending_id, is_level_waived=waived, now=now)


async def note_gate_refusal(tx: Transaction, pending_id: PendingId) -> None:
    """The gate gave no answer; the next question starts anew."""
    await tx.execute(_UNANSWERED, pending_id=pending_id)


async def note_consent(tx: Transaction, pending_id: PendingId, *, now: datetime) -> None:
    """The person said yes to this very request."""
    await tx.execute(_CONSENTED, pending_id=pending_id, now=now)


async def note_choice(tx: Transaction, pending_id: PendingId, chosen: Chosen) -> None:
    """The person said on whose behalf they sign on."""
    acting, session_id = chosen.acting, chosen.session_id
    await tx.execute(_CHOSEN, pending_id=pending_id, kind=acting.kind, reference=acting.reference, session_id=session_id)


async def note_refusal(tx: Transaction, pending_id: PendingId, refusal: RequestRefusal, *, now: datetime) -> None:
    """The request ends without an answer."""
    await tx.execute(_REFUSED, pending_id=pending_id, refusal=refusal, now=now)


async def answer(tx: Transaction, pending_id: PendingId, *, now: datetime) -> bool:
    """Take the right to answer; of two tabs one gets it."""
    return await tx.one_or_none(_ANSWERED, pending_id=pending_id, now=now) is not None


def _pending(row: Row) -> PendingRequest:
    identification_id = row.text_or_none("identification_id")
    refusal = row.text_or_none("refusal")
    return PendingRequest(
        pending_id=PendingId(row.text("pending_id")),
        request=_decoder.decode(row.text("request")),
        created_at=row.instant("created_at"),
        identification_id=None if identification_id is None else IdentificationId(identification_id),
        identification_url=row.text_or_none("identification_url"),
        is_level_waived=row.flag("is_level_waived"),
        identified_at=row.instant_or_none("identified_at"),
        consented_at=row.instant_or_none("consented_at"),
        refused_at=row.instant_or_none("refused_at"),
        refusal=None if refusal is None else RequestRefusal(refusal),
        answered_at=row.instant_or_none("answered_at"),
        chosen=_chosen(row),
    )


def _chosen(row: Row) -> Chosen | None:
    kind = row.text_or_none("acting_kind")
    if kind is None:
        return None
    acting = Acting(kind=ActingKind(kind), reference=row.text("acting_reference"))
    return Chosen(acting=acting, session_id=SessionId(row.text("acting_session")))
