"""What a registration online writes into the journal: which way, how it ended, never the data (`domain.md` R2, R17)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.journal import AuditEntry, record
from ugyfelkapu.gate.domain.person import PersonId
from ugyfelkapu.gate.domain.registration import RegistrationWay

LEGAL_BASIS = "Dáptv. 42. §"
PURPOSE = "registration_online"
ORGANISATION = "operator"
DONE = "done"


class Activity(StrEnum):
    """What happened."""

    APPLY = "apply_online"
    """Somebody tried to prove who they are, and did not come as far as a gate."""
    PROVE = "prove_online"
    """A register answered for somebody who proved who they are."""
    REGISTER = "register_online"
    FORGED_CERTIFICATE = "forged_certificate"
    """Somebody claimed to be the proxy that ends TLS for cards, or to bring two certificates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlineEvent:
    """One thing that happened with an application online."""

    activity: Activity
    way: RegistrationWay
    outcome: str
    data_set: str = "none"
    subject: PersonId | None = None
    technical: Mapping[str, str] = field(default_factory=dict)


async def note(tx: Transaction, event: OnlineEvent, *, at: datetime) -> None:
    """Write it down."""
    await record(
        tx,
        AuditEntry(
            at=at,
            activity=event.activity,
            outcome=event.outcome,
            subject=event.subject or "",
            data_set=event.data_set,
            legal_basis=LEGAL_BASIS,
            purpose=PURPOSE,
            reason=event.way,
            organisation=ORGANISATION,
            actor=event.subject or "",
            technical=event.technical,
        ),
    )
