"""What the consoles write into the journal: who proposed, decided, looked and read (`domain.md R17`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.journal import AuditEntry, record
from ugyfelkapu.gate.domain.office import Clerk

LEGAL_BASIS = "Dáptv. 42. §"
PURPOSE = "running_of_registration"
DONE = "done"


class Activity(StrEnum):
    """What happened at a console."""

    PROPOSE = "propose"
    APPROVE = "approve_proposal"
    REJECT = "reject_proposal"
    WITHDRAW = "withdraw_proposal"
    PRINT_LETTER = "print_clerks_secrets"
    CLOSE_ALERT = "close_alert"
    SHOW_ADMINISTRATOR = "show_administrator_of_organisation"
    SEE_WORK = "see_work_of_clerks"
    SEARCH = "search_journal"
    READ = "read_journal"
    EXPORT = "export_journal"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleEvent:
    """One thing that happened at a console."""

    at: datetime
    activity: Activity
    subject: str = ""
    """Whom it concerned, by id: a clerk, or the person whose entries are read."""
    data_set: str = "none"
    outcome: str = DONE
    reason: str = "duty"
    purpose: str = PURPOSE
    technical: Mapping[str, str] = field(default_factory=dict)


async def note(tx: Transaction, clerk: Clerk, event: ConsoleEvent) -> None:
    """Write it down."""
    await record(
        tx,
        AuditEntry(
            at=event.at,
            activity=event.activity,
            outcome=event.outcome,
            subject=event.subject,
            data_set=event.data_set,
            legal_basis=LEGAL_BASIS,
            purpose=event.purpose,
            reason=event.reason,
            organisation=clerk.body.body_id,
            actor=clerk.clerk_id,
            technical=event.technical,
        ),
    )
