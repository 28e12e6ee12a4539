"""The journal: one entry for every operation on personal data, in the transaction of the operation (`domain.md R17`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import msgspec

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.identifiers import identifier

RETENTION_DAYS = 3653
"""Ten years (Dáptv. 14/A. §)."""

_RECORD = """
    INSERT INTO journal (entry_id, at, activity, outcome, subject, data_set, legal_basis, purpose, reason,
                         organisation, actor, technical, retention_until)
    VALUES (:entry_id, :at, :activity, :outcome, :subject, :data_set, :legal_basis, :purpose, :reason,
            :organisation, :actor, :technical, :retention_until)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """What happened to whose data, on what ground, by whom (Dáptv. 14/A. §)."""

    at: datetime
    activity: str
    """A verb of the system, such as `sign_in` or `look_up`."""
    outcome: str
    """`done`, or the refusal's own word."""
    subject: str
    """The gate or person concerned, by id; empty when it is not known who."""
    data_set: str
    """Which data were touched, never the data themselves."""
    legal_basis: str
    purpose: str
    reason: str
    organisation: str
    actor: str
    """The user or system that acted, by id."""
    technical: Mapping[str, str] = field(default_factory=dict)
    entry_id: str | None = None
    """32 hexadecimal digits, 16 of the instant (`identifiers.py`); `None`: a new one."""
    retention_until: date | None = None
    """`None`: ten years from `at`."""


async def record(tx: Transaction, entry: AuditEntry) -> None:
    """Write the entry; when it cannot be written the operation is undone with it."""
    await tx.execute(
        _RECORD,
        entry_id=entry.entry_id or identifier(entry.at),
        at=entry.at,
        activity=entry.activity,
        outcome=entry.outcome,
        subject=entry.subject,
        data_set=entry.data_set,
        legal_basis=entry.legal_basis,
        purpose=entry.purpose,
        reason=entry.reason,
        organisation=entry.organisation,
        actor=entry.actor,
        technical=msgspec.json.encode(entry.technical).decode(),
        retention_until=entry.retention_until or (entry.at + timedelta(days=RETENTION_DAYS)).date(),
    )
