"""A clerk confirms who stands there; then the services on that person's gate are open to the case (`domain.md R4`)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.actions.counter.open_case import CaseRefused, refusal_in_force, subject_of
from ugyfelkapu.gate.actions.counter.register_at_counter import Confirmation, Incomplete, NoCase
from ugyfelkapu.gate.actions.counter.view_case import opened_after
from ugyfelkapu.gate.actions.journal.counter_journal import DONE, SERVICE, Activity, CounterEvent, DataSet, note
from ugyfelkapu.gate.actions.registers.take_over_person import Heard, Occurrence, take_over_person
from ugyfelkapu.gate.domain.counter_case import Case, CaseId
from ugyfelkapu.gate.domain.office import Clerk, require_registrar
from ugyfelkapu.gate.domain.person import PersonId
from ugyfelkapu.gate.ports import GateWorld, Known
from ugyfelkapu.gate.store import cases, people


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """The clerk vouches for the person; the case goes on with the gate."""


Outcome = Confirmed | Incomplete | CaseRefused | NoCase


async def confirm_case(
    world: GateWorld, clerk: Clerk, case_id: CaseId, *, confirmed: frozenset[Confirmation], now: datetime
) -> Outcome:
    """Note that data and face match; both, or nothing."""
    require_registrar(clerk)
    async with world.database.transaction() as tx:
        since = await opened_after(tx, now=now)
        case = await cases.claim(tx, case_id, clerk.clerk_id, opened_after=since)
        person_id = await subject_of(tx, case.answer.person.identity) if case else None
        if case is None or person_id is None:
            return NoCase()
        if refused := await refusal_in_force(tx, clerk, case, now=now):
            return await _refuse(tx, clerk, case, refused=refused, now=now)
        if unconfirmed := tuple(duty for duty in Confirmation if duty not in confirmed):
            return Incomplete(unconfirmed=unconfirmed)
        if await cases.confirm(tx, case_id, now=now):
            await _take_over(tx, world, case, person_id=person_id, now=now)
            await note(tx, clerk, _event(case, Activity.CONFIRM, subject=person_id, outcome=DONE, now=now))
    return Confirmed()


async def close_case(world: GateWorld, clerk: Clerk, case_id: CaseId, *, now: datetime) -> bool:
    """End a case in which all was done that was wanted; `False` when it was closed before."""
    require_registrar(clerk)
    async with world.database.transaction() as tx:
        since = await opened_after(tx, now=now)
        case = await cases.claim(tx, case_id, clerk.clerk_id, opened_after=since)
        if case is None:
            return False
        await cases.close(tx, case_id, clerk.clerk_id)
        subject = await subject_of(tx, case.answer.person.identity)
        await note(tx, clerk, _event(case, Activity.CLOSE, subject=subject, outcome=DONE, now=now))
    return True


async def _take_over(tx: Transaction, world: GateWorld, case: Case, *, person_id: PersonId, now: datetime) -> None:
    """The register has just answered for this person: what it said is taken over like any other answer (`domain.md R10`)."""
    person = await people.by_id(tx, person_id)
    if person is not None and case.answer.record:
        answer = Known(register=case.answer.register, record=case.answer.record, person=case.answer.person)
        await take_over_person(tx, world, Heard(person=person, answer=answer, occurrence=Occurrence.COUNTER), now=now)


async def _refuse(tx: Transaction, clerk: Clerk, case: Case, *, refused: CaseRefused, now: datetime) -> CaseRefused:
    await cases.close(tx, case.case_id, clerk.clerk_id)
    subject = await subject_of(tx, case.answer.person.identity)
    await note(tx, clerk, _event(case, Activity.REFUSE, subject=subject, outcome=refused.reason, now=now))
    return refused


def _event(case: Case, activity: Activity, *, subject: PersonId | None, outcome: str, now: datetime) -> CounterEvent:
    return CounterEvent(
        at=now,
        activity=activity,
        data_set=DataSet.NONE if activity is Activity.CLOSE else DataSet.REGISTER_ANSWER,
        outcome=outcome,
        case_id=case.case_id,
        subject=subject,
        purpose=SERVICE,
    )
