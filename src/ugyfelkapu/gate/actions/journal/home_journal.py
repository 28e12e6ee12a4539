"""What becomes of applications begun at home, in the journal: never the data, nor whose they are (`domain.md` R2, R17)."""

from datetime import datetime
from enum import StrEnum

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.journal import AuditEntry, record
from ugyfelkapu.gate.domain.home_application import HomeApplication

LEGAL_BASIS = "Dáptv. 42. §"
PURPOSE = "registration_begun_at_home"
DATA = "natural_identity, citizenship, document, username, email"
ORGANISATION = "operator"
SYSTEM = "system"
DONE = "done"


class Activity(StrEnum):
    """What happened."""

    BEGIN = "begin_application_at_home"
    OPEN_PROVISIONAL = "open_provisional_gate"
    FORGET = "forget_unfinished_application"


async def note(tx: Transaction, activity: Activity, application: HomeApplication, *, outcome: str, at: datetime) -> None:
    """Write it down; nobody has been identified, so it has no subject."""
    technical: dict[str, str] = {"application": application.application_id}
    gate: dict[str, str] = {"gate": application.gate_id} if application.gate_id else {}
    await record(
        tx,
        AuditEntry(
            at=at,
            activity=activity,
            outcome=outcome,
            subject="",
            data_set=DATA,
            legal_basis=LEGAL_BASIS,
            purpose=PURPOSE,
            reason=application.kind,
            organisation=ORGANISATION,
            actor="" if activity is Activity.BEGIN else SYSTEM,
            technical=technical | gate,
        ),
    )
