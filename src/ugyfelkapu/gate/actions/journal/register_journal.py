"""What is written down when the registers change a person's data or are asked again (`domain.md R10`, R17)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.journal import AuditEntry, record

LEGAL_BASIS = "Dáptv. 42. §"
PURPOSE = "keeping_the_client_register_true"
SYSTEM = "system"
OPERATOR = "operator"
DATA_SET = "natural_identity, citizenship, document"
DONE = "done"


class Activity(StrEnum):
    """What happened."""

    ASK_AGAIN = "ask_register_again"
    TAKE_OVER = "take_over_from_register"
    END_GATES = "end_gates_of_person"
    SET_ASIDE = "set_register_event_aside"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterNote:
    """One thing that happened between the registers and a person's copy."""

    activity: Activity
    subject: str
    """The person's id; empty when it is not known who."""
    outcome: str
    technical: Mapping[str, str]
    """Names the reason, the register and the event."""


async def note(tx: Transaction, happened: RegisterNote, *, at: datetime) -> None:
    """Write it down."""
    await record(
        tx,
        AuditEntry(
            at=at,
            activity=happened.activity,
            outcome=happened.outcome,
            subject=happened.subject,
            data_set=DATA_SET,
            legal_basis=LEGAL_BASIS,
            purpose=PURPOSE,
            reason=happened.technical.get("reason", "register"),
            organisation=OPERATOR,
            actor=SYSTEM,
            technical=happened.technical,
        ),
    )
