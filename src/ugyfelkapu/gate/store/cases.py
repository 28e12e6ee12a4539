"""Cases open at the counters: what was typed and what the register answered, gone when the case closes (`domain.md R4`)."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from ugyfelkapu.foundation.database import Reader, Row, Transaction
from ugyfelkapu.gate.domain.counter_case import Answer, ApplicationId, Case, CaseId, Typed
from ugyfelkapu.gate.domain.office import ClerkId

_OPEN = """
    INSERT INTO counter_case (case_id, clerk_id, opened_at, typed, answer, application_id)
    VALUES (:case_id, :clerk_id, :opened_at, :typed, :answer, :application_id)
"""
_OF_CLERK = """
    SELECT case_id, clerk_id, opened_at, typed, answer, confirmed_at, application_id FROM counter_case
     WHERE case_id = :case_id AND clerk_id = :clerk_id AND opened_at > :opened_after
"""
_ALL_OF_CLERK = """
    SELECT case_id, clerk_id, opened_at, typed, answer, confirmed_at, application_id FROM counter_case
     WHERE clerk_id = :clerk_id AND opened_at > :opened_after ORDER BY opened_at LIMIT :many
"""
_CLAIM = """
    UPDATE counter_case SET opened_at = opened_at
     WHERE case_id = :case_id AND clerk_id = :clerk_id AND opened_at > :opened_after
 RETURNING case_id, clerk_id, opened_at, typed, answer, confirmed_at, application_id
"""
_CONFIRM = "UPDATE counter_case SET confirmed_at = :now WHERE case_id = :case_id AND confirmed_at IS NULL RETURNING case_id"
_CLOSE = "DELETE FROM counter_case WHERE case_id = :case_id AND clerk_id = :clerk_id RETURNING case_id"
_CLOSE_ABANDONED = "DELETE FROM counter_case WHERE opened_at <= :opened_until RETURNING case_id, clerk_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class AbandonedCase:
    """A case that was closed because nobody went on with it."""

    case_id: CaseId
    clerk_id: ClerkId


async def open_case(tx: Transaction, case: Case) -> None:
    """Keep a case."""
    await tx.execute(
        _OPEN,
        case_id=case.case_id,
        clerk_id=case.clerk_id,
        opened_at=case.opened_at,
        typed=msgspec.json.encode(case.typed).decode(),
        answer=msgspec.json.encode(case.answer).decode(),
        application_id=case.application_id,
    )


async def of_clerk(reader: Reader, case_id: CaseId, clerk_id: ClerkId, *, opened_after: datetime) -> Case | None:
    """The clerk's own case, if it is open; a colleague's is none, and one left lying too long is none."""
    row = await reader.one_or_none(_OF_CLERK, case_id=case_id, clerk_id=clerk_id, opened_after=opened_after)
    return None if row is None else _case(row)


async def claim(tx: Transaction, case_id: CaseId, clerk_id: ClerkId, *, opened_after: datetime) -> Case | None:
    """As `of_clerk`, and nobody else ends the case before this transaction does: of two tabs, one waits for the other."""
    row = await tx.one_or_none(_CLAIM, case_id=case_id, clerk_id=clerk_id, opened_after=opened_after)
    return None if row is None else _case(row)


async def confirm(tx: Transaction, case_id: CaseId, *, now: datetime) -> bool:
    """Note that data and face match; `False` when that was noted before."""
    return await tx.one_or_none(_CONFIRM, case_id=case_id, now=now) is not None


async def all_of_clerk(reader: Reader, clerk_id: ClerkId, *, opened_after: datetime, many: int) -> list[Case]:
    """The clerk's open cases, oldest first."""
    rows = await reader.all(_ALL_OF_CLERK, clerk_id=clerk_id, opened_after=opened_after, many=many)
    return [_case(row) for row in rows]


async def close(tx: Transaction, case_id: CaseId, clerk_id: ClerkId) -> bool:
    """Delete the case with all it holds; `False` when it was closed before."""
    return await tx.one_or_none(_CLOSE, case_id=case_id, clerk_id=clerk_id) is not None


async def close_abandoned(tx: Transaction, *, opened_until: datetime) -> list[AbandonedCase]:
    """Delete every case opened at or before an instant; which they were."""
    rows = await tx.all(_CLOSE_ABANDONED, opened_until=opened_until)
    return [AbandonedCase(case_id=CaseId(row.text("case_id")), clerk_id=ClerkId(row.text("clerk_id"))) for row in rows]


def _case(row: Row) -> Case:
    application_id = row.text_or_none("application_id")
    return Case(
        case_id=CaseId(row.text("case_id")),
        clerk_id=ClerkId(row.text("clerk_id")),
        opened_at=row.instant("opened_at"),
        typed=msgspec.json.decode(row.text("typed"), type=Typed),
        answer=msgspec.json.decode(row.text("answer"), type=Answer),
        confirmed_at=row.instant_or_none("confirmed_at"),
        application_id=ApplicationId(application_id) if application_id else None,
    )
