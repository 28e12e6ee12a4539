"""What mandates write into the broker's journal: for both parties, by codes, never by names (`domain.md R17`)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.broker.actions.entries import BY_LAW, OPERATOR, SYSTEM
from ugyfelkapu.broker.domain.mandate import Mandate
from ugyfelkapu.broker.domain.releases import ACTED_FOR
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.journal import AuditEntry, record
from ugyfelkapu.identification import SubjectCode

PRINCIPAL_DATA = "connection_code family_name given_name"
"""What a service learns of whoever is acted for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateDeed:
    """Something that happened to a mandate."""

    activity: str
    outcome: str = "done"
    reason: str = "the person's wish"
    actor: str = SYSTEM


async def note_mandate(tx: Transaction, mandate: Mandate, deed: MandateDeed, *, now: datetime) -> None:
    """Write it down for the grantor, and for the mandatary where there is one."""
    for subject in (mandate.grantor, mandate.mandatary):
        if subject is not None:
            await record(tx, _entry(mandate, deed, subject=subject, now=now))


def _entry(mandate: Mandate, deed: MandateDeed, *, subject: SubjectCode, now: datetime) -> AuditEntry:
    return AuditEntry(
        at=now,
        activity=deed.activity,
        outcome=deed.outcome,
        subject=subject,
        data_set="mandate",
        legal_basis=BY_LAW,
        purpose="one person acts for another without anybody's password",
        reason=deed.reason,
        organisation=OPERATOR,
        actor=deed.actor,
        technical={"mandate": mandate.mandate_id, "services": " ".join(mandate.services)},
    )


def acted_for_entry(
    party: RelyingParty, grantor: SubjectCode, *, mandate_id: str, mandatary: SubjectCode, now: datetime
) -> AuditEntry:
    """A service was told that somebody acts for this person: the grantor's side of a sign-on."""
    return AuditEntry(
        at=now,
        activity=ACTED_FOR,
        outcome="done",
        subject=grantor,
        data_set=PRINCIPAL_DATA,
        legal_basis=BY_LAW,
        purpose="sign-on at a service",
        reason="the person's mandate",
        organisation=party.organisation.hu,
        actor=mandatary,
        technical={"client_id": party.client_id, "mandate": mandate_id, "other": mandatary},
    )
