"""What clerks' coming and going writes into the journal (`domain.md R17`)."""

from datetime import datetime
from enum import StrEnum

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.journal import AuditEntry, record
from ugyfelkapu.gate.domain.office import ClerkId

DONE = "done"


class Passage(StrEnum):
    """Which way a clerk goes."""

    IN = "sign_in_clerk"
    OUT = "sign_out_clerk"


_REASONS = {Passage.IN: "sign_in", Passage.OUT: "sign_out"}


async def note(tx: Transaction, passage: Passage, clerk_id: ClerkId | None, *, outcome: str = DONE, now: datetime) -> None:
    """Write it down; `None`: nobody knows who it was."""
    await record(
        tx,
        AuditEntry(
            at=now,
            activity=passage,
            outcome=outcome,
            subject="",
            data_set="none",
            legal_basis="Dáptv. 42. §",
            purpose="access_to_the_counter",
            reason=_REASONS[passage],
            organisation="operator",
            actor=clerk_id or "unknown",
        ),
    )
