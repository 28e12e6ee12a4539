"""A person who died, left every register or whose entry ended loses every gate and every session at once (`domain.md R10`)."""

from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.actions.journal.register_journal import DONE, Activity, RegisterNote, note
from ugyfelkapu.gate.actions.standing.end_gate import Ending, end_gate
from ugyfelkapu.gate.domain.doer import SYSTEM
from ugyfelkapu.gate.domain.ending import EndCause
from ugyfelkapu.gate.domain.person import Person
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import gates


async def end_person(tx: Transaction, world: GateWorld, person: Person, *, cause: EndCause, now: datetime) -> None:
    """End every gate of the person in the transaction that learned why."""
    ended = await gates.of_person(tx, person.person_id)
    for gate in ended:
        await end_gate(tx, world, gate.gate_id, ending=Ending(by=SYSTEM, cause=cause), now=now)
    technical = {"reason": cause.value, "gates": str(len(ended))}
    entry = RegisterNote(activity=Activity.END_GATES, subject=person.person_id, outcome=DONE, technical=technical)
    await note(tx, entry, at=now)
