"""What the broker writes to the journal (`domain.md R17`): codes, services and sets of data, never names or birth dates."""

from collections.abc import Mapping
from datetime import datetime

from ugyfelkapu.broker.domain.authorization import CodeFault
from ugyfelkapu.broker.domain.release import data_set_of
from ugyfelkapu.broker.domain.releases import RELEASE, REVERSE, SIGN_ON
from ugyfelkapu.broker.domain.relying_party import ClientId, RelyingParty
from ugyfelkapu.foundation.journal import AuditEntry
from ugyfelkapu.identification import SubjectCode

OPERATOR = "central identification broker"
BY_LAW = "Dáptv. 44. §"
SYSTEM = "broker"
COMMAND = "operator"
"""Whoever may run the operator's commands."""


def sign_on_entry(
    party: RelyingParty, subject: SubjectCode, *, data_set: str, behalf: Mapping[str, str], now: datetime
) -> AuditEntry:
    """A service was answered: it may learn the name, the e-mail and its own connection code; `behalf`: for whom they act."""
    return AuditEntry(
        at=now,
        activity=SIGN_ON,
        outcome="done",
        subject=subject,
        data_set=data_set,
        legal_basis=BY_LAW,
        purpose="sign-on at a service",
        reason="the person asked for the service",
        organisation=party.organisation.hu,
        actor=subject,
        technical={"client_id": party.client_id, **behalf},
    )


def release_entry(party: RelyingParty, subject: SubjectCode, *, data_set: str, now: datetime) -> AuditEntry:
    """Identity data went out to a body with a legal basis, with the person's consent."""
    return AuditEntry(
        at=now,
        activity=RELEASE,
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


def reverse_identification_entry(party: RelyingParty, subject: SubjectCode, *, outcome: str, now: datetime) -> AuditEntry:
    """A service was told whether data it holds are the person's; the data themselves are written nowhere."""
    return AuditEntry(
        at=now,
        activity=REVERSE,
        outcome=outcome,
        subject=subject,
        data_set=REVERSE,
        legal_basis=party.legal_basis or "",
        purpose="reverse identification",
        reason="the service holds identity data of somebody signed on",
        organisation=party.organisation.hu,
        actor=party.client_id,
        technical={"client_id": party.client_id},
    )


def refused_saml_entry(party: RelyingParty | None, *, outcome: str, reason: str, endpoint: str, now: datetime) -> AuditEntry:
    """A service's request broke a rule, or somebody made it in the service's name; `None`: in no service's name."""
    client_id = party.client_id if party else "unknown"
    return AuditEntry(
        at=now,
        activity="refuse_saml_request",
        outcome=outcome,
        subject="",
        data_set="saml_request",
        legal_basis=BY_LAW,
        purpose="sign-on at a service",
        reason=reason,
        organisation=party.organisation.hu if party else OPERATOR,
        actor=client_id,
        technical={"client_id": client_id, "endpoint": endpoint},
    )


def check_entry(party: RelyingParty, subject: str, *, is_ours: bool, now: datetime) -> AuditEntry:
    """A service asked whether it was told of a person by us; of a forged one we know nobody."""
    return AuditEntry(
        at=now,
        activity="check_issued",
        outcome="issued" if is_ours else "not_issued",
        subject=subject,
        data_set="connection_code",
        legal_basis=BY_LAW,
        purpose="nobody signs on by forgery",
        reason="asked by the service",
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


def withdrawal_entry(
    party: RelyingParty | None, client_id: ClientId, subject: SubjectCode, *, data_set: str, now: datetime
) -> AuditEntry:
    """A person took a consent back; nothing goes out on it from this instant."""
    return AuditEntry(
        at=now,
        activity="withdraw_consent",
        outcome="done",
        subject=subject,
        data_set=data_set,
        legal_basis=(party.legal_basis if party else None) or BY_LAW,
        purpose="the person decides about their data",
        reason="the person's wish",
        organisation=party.organisation.hu if party else OPERATOR,
        actor=subject,
        technical={"client_id": client_id},
    )


def own_view_entry(subject: SubjectCode, *, activity: str, now: datetime) -> AuditEntry:
    """A person looked at what services learned of them, or took a copy along: reading the log is logged."""
    return AuditEntry(
        at=now,
        activity=activity,
        outcome="done",
        subject=subject,
        data_set="journal, consent",
        legal_basis=BY_LAW,
        purpose="the person follows the fate of their data",
        reason="the person's wish",
        organisation=OPERATOR,
        actor=subject,
    )


def consents_ended_entry(subject: SubjectCode, *, many: int, now: datetime) -> AuditEntry:
    """A person's gate has ended, and their consents with it."""
    return AuditEntry(
        at=now,
        activity="end_consents",
        outcome="done",
        subject=subject,
        data_set="consent",
        legal_basis=BY_LAW,
        purpose="nothing is kept that nobody needs",
        reason="gate_ended",
        organisation=OPERATOR,
        actor=SYSTEM,
        technical={"consents": str(many)},
    )


def refused_code_entry(party: RelyingParty, subject: SubjectCode, fault: CodeFault, *, now: datetime) -> AuditEntry:
    """A service got no tokens for a person's code; why is for the journal alone."""
    return AuditEntry(
        at=now,
        activity="redeem_code",
        outcome=fault,
        subject=subject,
        data_set="connection_code",
        legal_basis=BY_LAW,
        purpose="sign-on at a service",
        reason="the code may not be redeemed",
        organisation=party.organisation.hu,
        actor=party.client_id,
        technical={"client_id": party.client_id},
    )


def registration_entry(party: RelyingParty, *, actor: str, now: datetime) -> AuditEntry:
    """A service was registered; the data set is what it may ask for, and whose data is for each sign-on to say."""
    return AuditEntry(
        at=now,
        activity="register_relying_party",
        outcome="done",
        subject="",
        data_set=data_set_of(party.scopes),
        legal_basis=party.legal_basis or BY_LAW,
        purpose="a service joins",
        reason="what it may ask for from now on",
        organisation=party.organisation.hu,
        actor=actor,
        technical={"client_id": party.client_id, "sector": party.sector},
    )


def registration_change_entry(party: RelyingParty, *, activity: str, now: datetime) -> AuditEntry:
    """A service's owner changed its registration or ended it."""
    return AuditEntry(
        at=now,
        activity=activity,
        outcome="done",
        subject="",
        data_set=data_set_of(party.scopes),
        legal_basis=party.legal_basis or BY_LAW,
        purpose="a service keeps its registration",
        reason="the wish of its owner",
        organisation=party.organisation.hu,
        actor=party.client_id,
        technical={"client_id": party.client_id, "sector": party.sector},
    )


def registration_token_entry(*, holder: str, expires_at: datetime, now: datetime) -> AuditEntry:
    """Somebody may register services until a day; the token itself is written nowhere."""
    return AuditEntry(
        at=now,
        activity="issue_registration_token",
        outcome="done",
        subject="",
        data_set="registration_token",
        legal_basis=BY_LAW,
        purpose="services join by themselves",
        reason=f"given to {holder}",
        organisation=OPERATOR,
        actor=COMMAND,
        technical={"expires_at": expires_at.isoformat()},
    )


def rotation_entry(keys: str, *, outcome: str, in_force_from: Mapping[str, datetime], now: datetime) -> AuditEntry:
    """Keys (`signing_keys`, `saml_keys`) were to be rotated, or were: from when each algorithm's next key signs."""
    return AuditEntry(
        at=now,
        activity=f"rotate_{keys}",
        outcome=outcome,
        subject="",
        data_set=keys,
        legal_basis=BY_LAW,
        purpose="tokens nobody can forge",
        reason="the operator's command",
        organisation=OPERATOR,
        actor=COMMAND,
        technical={algorithm: instant.isoformat() for algorithm, instant in in_force_from.items()},
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
