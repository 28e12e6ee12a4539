"""What somebody brought in a service's name and was not believed goes into the journal (`domain.md R17`, `security.md` 10)."""

from datetime import datetime
from enum import StrEnum

from ugyfelkapu.broker.actions.entries import BY_LAW
from ugyfelkapu.broker.actions.note_seldom import note_seldom
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.foundation.journal import AuditEntry


class Brought(StrEnum):
    """What was to prove something, as the journal has it."""

    CREDENTIAL = "client_credential"
    """A secret, an assertion or a certificate of the service itself."""
    PROOF = "dpop_proof"
    REQUEST_OBJECT = "request_object"


async def note_refused_proof(world: BrokerWorld, party: RelyingParty, brought: Brought, *, reason: str) -> None:
    """Write it down, unless as much of the kind was written of this service within the hour.

    `reason`: why it counts for nothing, in the words that the service's developer is told.
    """
    entry = _entry(party, brought, reason=reason, now=world.clock.now())
    await note_seldom(world, entry, kind=f"refused-proof/{brought}/{party.client_id}")


def _entry(party: RelyingParty, brought: Brought, *, reason: str, now: datetime) -> AuditEntry:
    """Nobody is proven, so nobody is named as the one who acted."""
    return AuditEntry(
        at=now,
        activity="refused_proof",
        outcome="refused",
        subject="",
        data_set=brought,
        legal_basis=BY_LAW,
        purpose="services prove themselves",
        reason=reason,
        organisation=party.organisation.hu,
        actor="unknown",
        technical={"client_id": party.client_id},
    )
