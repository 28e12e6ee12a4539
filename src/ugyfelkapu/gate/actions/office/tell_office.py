"""What happens to a person's right to act: in the journal of each of their gates, by mail to each, and told to the broker."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion
from ugyfelkapu.gate.actions.mail.tell import Notice, tell
from ugyfelkapu.gate.domain.activation_code import Recipient
from ugyfelkapu.gate.domain.gate import Gate, Standing
from ugyfelkapu.gate.domain.organisation import Authorisation
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import gates, standing_changes
from ugyfelkapu.identification import StandingEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeDeed:
    """What happened, and who did it: a gate, or the operator."""

    activity: Activity
    occasion: Occasion
    actor: str


async def note_and_tell(
    tx: Transaction, world: GateWorld, authorisation: Authorisation, *, deed: OfficeDeed, now: datetime
) -> None:
    """Write it down for the person it is about, and tell them."""
    for gate in await gates.of_person(tx, authorisation.person_id):
        event = OwnerEvent(
            at=now,
            activity=deed.activity,
            data_set=DataSet.AUTHORISATION,
            gate_id=gate.gate_id,
            reason="organisations_wish" if deed.actor != gate.gate_id else "owners_request",
            actor=deed.actor,
            technical={"organisation": authorisation.organisation.short_name, "role": authorisation.role},
        )
        await note(tx, event)
        if gate.standing is Standing.ACTIVE:
            facts = Facts(at=now, organisation=authorisation.organisation.name)
            await tell(
                tx, world, Notice(occasion=deed.occasion, recipient=_recipient(gate, authorisation), facts=facts), now=now
            )


async def tell_broker_of_end(tx: Transaction, authorisation: Authorisation, *, now: datetime) -> None:
    """What hangs on it at services ends at once; the person's own sessions go on."""
    for gate in (await gates.of_person(tx, authorisation.person_id))[:1]:
        await standing_changes.add(tx, gate.gate_id, StandingEvent.REPRESENTATION_ENDED, session_id=None, now=now)


def _recipient(gate: Gate, authorisation: Authorisation) -> Recipient:
    return Recipient(
        gate_id=gate.gate_id,
        username=gate.username,
        email=gate.email,
        language=gate.language,
        name=authorisation.person,
    )
