"""What the journal says of services that the operator keeps (`domain.md R17`)."""

from datetime import datetime

from ugyfelkapu.broker.actions.entries import BY_LAW, COMMAND, SYSTEM
from ugyfelkapu.broker.domain.release import data_set_of
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.foundation.journal import AuditEntry


def kept_entry(party: RelyingParty, *, activity: str, now: datetime) -> AuditEntry:
    """The operator took a service in, changed or ended it."""
    return AuditEntry(
        at=now,
        activity=activity,
        outcome="done",
        subject="",
        data_set=data_set_of(party.scopes),
        legal_basis=party.legal_basis or BY_LAW,
        purpose="a service joins, changes or leaves",
        reason="the operator's command",
        organisation=party.organisation.hu,
        actor=COMMAND,
        technical={"client_id": party.client_id, "sector": party.sector},
    )


def refreshed_entry(party: RelyingParty, *, outcome: str, reason: str, now: datetime) -> AuditEntry:
    """A service's metadata at their address were others than before, or not to be believed."""
    return AuditEntry(
        at=now,
        activity="refresh_saml_metadata",
        outcome=outcome,
        subject="",
        data_set=data_set_of(party.scopes),
        legal_basis=party.legal_basis or BY_LAW,
        purpose="a service's keys and addresses are those it has now",
        reason=reason,
        organisation=party.organisation.hu,
        actor=SYSTEM,
        technical={"client_id": party.client_id, "sector": party.sector},
    )
