"""A certificate that came as the proxy would never bring it goes into the journal (`security.md` 2)."""

from datetime import datetime

from ugyfelkapu.broker.actions.entries import BY_LAW, OPERATOR
from ugyfelkapu.broker.actions.note_seldom import note_seldom
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.foundation.journal import AuditEntry


async def note_forged_certificate(world: BrokerWorld, reason: str, *, peer: str) -> None:
    """Write down why, and from where it came; from one address a few times an hour."""
    await note_seldom(world, _entry(reason, peer, now=world.clock.now()), kind=f"forged-certificate/{peer}")


def _entry(reason: str, peer: str, *, now: datetime) -> AuditEntry:
    return AuditEntry(
        at=now,
        activity="forged_certificate",
        outcome="refused",
        subject="",
        data_set="client_certificate",
        legal_basis=BY_LAW,
        purpose="services prove themselves",
        reason=reason,
        organisation=OPERATOR,
        actor="unknown",
        technical={"address": peer},
    )
