"""What the broker writes to the journal (`domain.md R17`): codes, services and sets of data, never names or birth dates."""

from datetime import datetime

from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.foundation.journal import AuditEntry
from ugyfelkapu.identification import SubjectCode

OPERATOR = "central identification broker"
BY_LAW = "Dáptv. 44. §"
SYSTEM = "broker"


def sign_on_entry(party: RelyingParty, subject: SubjectCode, *, data_set: str, now: datetime) -> AuditEntry:
    """A service was answered: it may learn the name, the e-mail and its own connection code."""
    return AuditEntry(
        at=now,
        activity="sign_on",
        outcome="done",
        subject=subject,
        data_set=data_set,
        legal_basis=BY_LAW,
        purpose="sign-on at a service",
        reason="the person asked for the service",
        organisation=party.organisation.hu,
        actor=subject,
        technical={"client_id": party.client_id},
    )


def release_entry(party: RelyingParty, subject: SubjectCode, *, data_set: str, now: datetime) -> AuditEntry:
    """Identity data went out to a body with a legal basis, with the person's consent."""
    return AuditEntry(
        at=now,
        activity="release_identity",
        outcome="done",
        subject=subject,
        data_set=data_set,
        legal_basis=party.legal_basis or "",
        purpose="identity data for a service",
        reason="legal basis and consent",
        organisation=party.organisation.hu,
        actor=party.client_id,
        technical={"client_id": party.client_id},
    )


def showing_entry(party: RelyingParty, subject: SubjectCode, *, data_set: str, now: datetime) -> AuditEntry:
    """Identity data came from the gate to be shown to the person who is asked about them; the service has got nothing."""
    return AuditEntry(
        at=now,
        activity="show_identity",
        outcome="done",
        subject=subject,
        data_set=data_set,
        legal_basis=party.legal_basis or "",
        purpose="the person sees what they are asked about",
        reason="consent page",
        organisation=OPERATOR,
        actor=subject,
        technical={"client_id": party.client_id},
    )


def consent_entry(party: RelyingParty, subject: SubjectCode, *, data_set: str, outcome: str, now: datetime) -> AuditEntry:
    """A person was asked whether data may go out, and said yes or no."""
    return AuditEntry(
        at=now,
        activity="consent",
        outcome=outcome,
        subject=subject,
        data_set=data_set,
        legal_basis=party.legal_basis or BY_LAW,
        purpose="the person decides about their data",
        reason="asked by the service",
        organisation=party.organisation.hu,
        actor=subject,
        technical={"client_id": party.client_id},
    )


def registration_entry(party: RelyingParty, *, actor: str, now: datetime) -> AuditEntry:
    """A service was registered."""
    return AuditEntry(
        at=now,
        activity="register_relying_party",
        outcome="done",
        subject="",
        data_set="",
        legal_basis=party.legal_basis or "",
        purpose="a service joins",
        reason=" ".join(party.scopes),
        organisation=party.organisation.hu,
        actor=actor,
        technical={"client_id": party.client_id, "sector": party.sector},
    )


def session_entry(subject: SubjectCode, *, activity: str, reason: str, actor: str, now: datetime) -> AuditEntry:
    """A session began or ended."""
    return AuditEntry(
        at=now,
        activity=activity,
        outcome="done",
        subject=subject,
        data_set="family_name given_name email",
        legal_basis=BY_LAW,
        purpose="one sign-in for every service",
        reason=reason,
        organisation=OPERATOR,
        actor=actor,
    )
