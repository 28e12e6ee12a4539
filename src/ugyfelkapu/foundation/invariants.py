"""What must hold in a database at any moment, asked in SQL; what both wings share is here, the rest in each wing's store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ugyfelkapu.foundation.database import Reader, Value
from ugyfelkapu.foundation.journal_seal import Broken, verify
from ugyfelkapu.foundation.outbox import MOST_TRIES

CHORE_GRACE = timedelta(minutes=10)
"""What the worker should have done by now; later than this, there is no worker."""


class Weight(StrEnum):
    """How bad a finding is."""

    BROKEN = "broken"
    """The data contradict a rule: no crash, outage or order of events may lead there."""
    WARNING = "warning"
    """The rule holds, but somebody should look: a worker that does not run, a mail that nobody took."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invariant:
    """A rule, and the question that finds what breaks it: `many` rows, the first of them called `example`."""

    rule: str
    broken_by: str
    weight: Weight = Weight.BROKEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule that does not hold."""

    rule: str
    weight: Weight
    many: int
    example: str
    """The name of one row, which is no secret."""


OUTBOX = (
    Invariant(
        rule="a mail is due, sent or dead after its last try, and only one of these",
        broken_by="""
            SELECT count(*) AS many, min(mail_id) AS example FROM outbox
             WHERE (due_at IS NOT NULL AND sent_at IS NOT NULL)
                OR (due_at IS NULL AND sent_at IS NULL AND tries < :most_tries)
        """,
    ),
    Invariant(
        rule="a sent mail keeps no text",
        broken_by="""
            SELECT count(*) AS many, min(mail_id) AS example FROM outbox
             WHERE sent_at IS NOT NULL AND (text_body <> '' OR html_body <> '')
        """,
    ),
    Invariant(
        rule="mails are taken by the mail server",
        broken_by="""
            SELECT count(*) AS many, min(mail_id) AS example FROM outbox
             WHERE due_at IS NULL AND sent_at IS NULL AND tries >= :most_tries
        """,
        weight=Weight.WARNING,
    ),
    Invariant(
        rule="a mail that is due goes out soon",
        broken_by="SELECT count(*) AS many, min(mail_id) AS example FROM outbox WHERE due_at <= :late_since",
        weight=Weight.WARNING,
    ),
    Invariant(
        rule="a journal entry is sealed soon",
        broken_by="""
            SELECT count(*) AS many, min(entry_id) AS example FROM journal WHERE seal_number IS NULL AND at <= :late_since
        """,
        weight=Weight.WARNING,
    ),
)
"""What holds of the tables that both wings' databases carry."""


async def findings(
    reader: Reader, invariants: Sequence[Invariant], *, now: datetime, values: dict[str, Value]
) -> list[Finding]:
    """Every rule of the wing and of the shared tables that does not hold, and whether the journal is whole."""
    known = {"now": now, "late_since": now - CHORE_GRACE, "most_tries": MOST_TRIES, **values}
    asked = [await _asked(reader, invariant, known) for invariant in (*invariants, *OUTBOX)]
    return [finding for finding in asked if finding.many] + await _journal(reader)


async def _asked(reader: Reader, invariant: Invariant, values: dict[str, Value]) -> Finding:
    row = await reader.one(invariant.broken_by, **values)
    return Finding(
        rule=invariant.rule,
        weight=invariant.weight,
        many=row.number("many"),
        example=row.text_or_none("example") or "",
    )


async def _journal(reader: Reader) -> list[Finding]:
    outcome = await verify(reader)
    if not isinstance(outcome, Broken):
        return []
    rule = "the journal fits its seals"
    return [Finding(rule=rule, weight=Weight.BROKEN, many=1, example=f"seal {outcome.number}")]
