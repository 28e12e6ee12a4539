"""What happens to certificates that free from the fee, as the journal holds it: which one and whose, never for whom (`R17`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.journal import AuditEntry, record
from ugyfelkapu.gate.actions.journal.owner_journal import DONE, LEGAL_BASIS, ORGANISATION
from ugyfelkapu.gate.domain.fee_certificate import CertificateNumber
from ugyfelkapu.gate.domain.organisation import Organisation

HOLDER = "name, birth_date, email"


class Activity(StrEnum):
    """What happened."""

    DRAW = "draw_fee_certificate"
    WITHDRAW = "withdraw_fee_certificate"
    HAND_IN = "hand_in_fee_certificate"
    """A document came back, with the organisation's seal or with something that is not."""
    VIEW = "view_fee_certificates"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateEvent:
    """One thing that happened."""

    activity: Activity
    organisation: Organisation
    number: CertificateNumber | None = None
    """`None`: it was about all of them."""
    by: str = ""
    """The gate of an administrator; empty when whoever handed in is not known."""
    outcome: str = DONE
    technical: Mapping[str, str] = field(default_factory=dict)


async def note(tx: Transaction, event: CertificateEvent, *, at: datetime) -> None:
    """Write it down."""
    named = {"certificate": event.number} if event.number else {}
    await record(
        tx,
        AuditEntry(
            at=at,
            activity=event.activity,
            outcome=event.outcome,
            subject=event.by,
            data_set=HOLDER,
            legal_basis=LEGAL_BASIS,
            purpose="exemption_from_fee",
            reason="organisations_wish",
            organisation=ORGANISATION,
            actor=event.by,
            technical={"organisation": event.organisation.short_name, **named, **event.technical},
        ),
    )
