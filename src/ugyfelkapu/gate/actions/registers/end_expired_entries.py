"""An entry in 3NYT ends with its document, and every gate of the person with it (`domain.md` R1, R12), told of or not.

The register is asked first, for the document may have been renewed; one that is silent is asked again with the next sweep.
"""

from datetime import datetime

from ugyfelkapu.foundation.policy import LEGAL_TIME
from ugyfelkapu.gate.actions.registers.ask_register_again import ask_register_again
from ugyfelkapu.gate.actions.registers.take_over_person import Heard, Occurrence, TakenOver, take_over_person
from ugyfelkapu.gate.domain.person import Person
from ugyfelkapu.gate.ports import GateWorld, Unavailable
from ugyfelkapu.gate.store import people

BATCH = 50


async def end_expired_entries(world: GateWorld) -> int:
    """Ask for people whose document has expired, a batch of them; how many lost their gates."""
    now = world.clock.now()
    today = now.astimezone(LEGAL_TIME).date()
    expired = await people.with_expired_entry(world.database.reader, today=today, many=BATCH)
    return sum([await _ended(world, person, now=now) for person in expired])


async def _ended(world: GateWorld, person: Person, *, now: datetime) -> bool:
    answer = await ask_register_again(world, person, reference=f"expiry-{person.person_id}")
    if isinstance(answer, Unavailable):
        return False
    async with world.database.transaction() as tx:
        heard = Heard(person=person, answer=answer, occurrence=Occurrence.EXPIRY)
        return await take_over_person(tx, world, heard, now=now) is TakenOver.ENDED
