"""A counter answers a correction request: the register is asked again, and what it says is taken over (`domain.md R10`)."""

from datetime import datetime
from enum import StrEnum

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.actions.counter.case_gate import CaseGate, confirmed_gate
from ugyfelkapu.gate.actions.journal.counter_journal import ASKED, SERVICE, Activity, CounterEvent, DataSet, note
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion
from ugyfelkapu.gate.actions.mail.tell import Notice, tell
from ugyfelkapu.gate.actions.registers.ask_register_again import ask_register_again
from ugyfelkapu.gate.actions.registers.take_over_person import Heard, Occurrence, TakenOver, take_over_person
from ugyfelkapu.gate.domain.counter_case import CaseId
from ugyfelkapu.gate.domain.counter_service import NotServed
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.office import Clerk
from ugyfelkapu.gate.domain.person import Person
from ugyfelkapu.gate.ports import GateWorld, Unavailable
from ugyfelkapu.gate.store import corrections, people


class NotAnswered(StrEnum):
    """Why the request stays open."""

    NO_CASE = "no_case"
    NO_REQUEST = "no_request"
    REGISTER_UNAVAILABLE = "register_unavailable"


async def answer_correction(
    world: GateWorld, clerk: Clerk, case_id: CaseId, *, gate_id: GateId, now: datetime
) -> TakenOver | NotAnswered:
    """Ask the register of this case's person, take over what it says, and close the request."""
    async with world.database.transaction() as tx:
        found = await confirmed_gate(tx, clerk, case_id, gate_id=gate_id, now=now)
        if isinstance(found, NotServed):
            return NotAnswered.NO_CASE
        person = await people.by_id(tx, found.gate.person_id)
        if person is None or await corrections.open_of(tx, person.person_id) is None:
            return NotAnswered.NO_REQUEST
        await _note(tx, found, outcome=ASKED, now=now)
    answer = await ask_register_again(world, person, reference=case_id)
    if isinstance(answer, Unavailable):
        return NotAnswered.REGISTER_UNAVAILABLE
    heard = Heard(person=person, answer=answer, occurrence=Occurrence.CORRECTION)
    return await _close(world, found, heard, now=world.clock.now())


async def _close(world: GateWorld, found: CaseGate, heard: Heard, *, now: datetime) -> TakenOver | NotAnswered:
    person: Person = heard.person
    async with world.database.transaction() as tx:
        request = await corrections.open_of(tx, person.person_id)
        outcome = await take_over_person(tx, world, heard, now=now)
        if request is None:
            return NotAnswered.NO_REQUEST
        if await corrections.close(tx, request.request_id, person.person_id, outcome=outcome, now=now):
            facts = Facts(at=now, place=found.clerk.body.name)
            notice = Notice(occasion=Occasion.CORRECTION_ANSWERED, recipient=found.recipient, facts=facts)
            await tell(tx, world, notice, now=now)
            await _note(tx, found, outcome=outcome, now=now)
    return outcome


async def _note(tx: Transaction, found: CaseGate, *, outcome: str, now: datetime) -> None:
    event = CounterEvent(
        at=now,
        activity=Activity.ANSWER_CORRECTION,
        data_set=DataSet.REGISTER_ANSWER,
        outcome=outcome,
        case_id=found.case.case_id,
        reason="owners_correction_request",
        subject=found.gate.person_id,
        technical={"gate": found.gate.gate_id},
        purpose=SERVICE,
    )
    await note(tx, found.clerk, event)
