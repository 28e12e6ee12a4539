"""All gates of whoever is signed in, whichever of them was used (`domain.md` R11, R15)."""

from dataclasses import dataclass

from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.actions.sessions.live_session import gate_here
from ugyfelkapu.gate.domain.gate import Gate
from ugyfelkapu.gate.domain.masking import masked_email
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import gates


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnGate:
    """One of the person's gates, as its owner sees it."""

    gate: Gate
    is_this_one: bool
    """Whether it is the one that was signed in with."""

    @property
    def email(self) -> str:
        """Whole for the gate in use; of another one as much as its owner needs to know it by."""
        return self.gate.email if self.is_this_one else masked_email(self.gate.email)


async def own_gates(world: GateWorld, cookie: str) -> list[OwnGate] | None:
    """The gates that have not ended, oldest first; `None`: nobody is signed in."""
    here = await gate_here(world, cookie)
    if here is None:
        return None
    now = world.clock.now()
    async with world.database.transaction() as tx:
        held = await gates.of_person(tx, here.person_id)
        event = OwnerEvent(at=now, activity=Activity.VIEW_OWN_DATA, data_set=DataSet.CONTACT, gate_id=here.gate_id)
        await note(tx, event)
    return [OwnGate(gate=gate, is_this_one=gate.gate_id == here.gate_id) for gate in held]
