"""Open a case at a counter: the document is checked, the register asked, the answer kept for the clerk (`domain.md R4`)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.foundation.policy import LEGAL_TIME, policy_at
from ugyfelkapu.gate.actions.journal.counter_journal import ASKED, Activity, CounterEvent, DataSet, note
from ugyfelkapu.gate.domain.counter_case import Answer, ApplicationId, Case, CaseId, Typed
from ugyfelkapu.gate.domain.identity import NaturalIdentity, Register, identity_key
from ugyfelkapu.gate.domain.office import Clerk, require_registrar
from ugyfelkapu.gate.domain.person import PersonId
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.registration import RefusalReason, Requirements, document_refusal, refusal_of
from ugyfelkapu.gate.ports import Differs, Found, GateWorld, LookUp, NotFound, Unavailable
from ugyfelkapu.gate.store import cases, gates, people

UNASKED = frozenset(
    {RefusalReason.DOCUMENT_NOT_ACCEPTED, RefusalReason.OWN_CASE, RefusalReason.CLERK_UNIDENTIFIED},
)
"""Refusals for which no register was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened:
    """The register's answer is kept under this id, for this clerk, while the case is open."""

    case_id: CaseId


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRefused:
    """Why there is no case; nothing is kept but the journal's entries."""

    reason: RefusalReason
    fields: tuple[str, ...] = ()
    """Which fields differ from the register, by the names of `NaturalIdentity`, or `citizenship`."""
    register: Register | None = None
    """Which one holds other data."""
    has_gate_since: datetime | None = None
    person_id: PersonId | None = None
    """Of somebody who has a gate, so that the journal can name whom the refusal concerned."""


async def open_case(
    world: GateWorld, clerk: Clerk, typed: Typed, *, application_id: ApplicationId | None = None, now: datetime
) -> CaseOpened | CaseRefused:
    """Ask the registers for the applicant.

    The question is in the journal before a register hears it, and what it answered before the clerk sees it. The register
    is asked outside any transaction, since it may be slow.
    """
    require_registrar(clerk)
    case_id = CaseId(identifier(now))
    if reason := _refusal_unasked(clerk, typed):
        return await _refuse(world, clerk, CaseRefused(reason=reason), case_id=case_id)
    async with world.database.transaction() as tx:
        subject = await subject_of(tx, typed.identity)
        await note(tx, clerk, replace(_look_up(now, case_id, ASKED), subject=subject))
    found = await world.registers.look_up(LookUp(document=typed.document, identity=typed.identity, case_reference=case_id))
    match found:
        case Found():
            case = _case(case_id, clerk, typed, answer=_answer(found), now=now)
            return await _keep(world, clerk, replace(case, application_id=application_id))
        case Differs(fields=fields, register=register):
            refused = CaseRefused(reason=RefusalReason.DIFFERS, fields=fields, register=register, person_id=subject)
        case NotFound():
            refused = CaseRefused(reason=RefusalReason.NOT_FOUND, person_id=subject)
        case Unavailable():
            refused = CaseRefused(reason=RefusalReason.REGISTER_UNAVAILABLE, person_id=subject)
        case _:
            assert_never(found)
    return await _refuse(world, clerk, refused, case_id=case_id)


async def _keep(world: GateWorld, clerk: Clerk, case: Case) -> CaseOpened | CaseRefused:
    now = world.clock.now()
    answer = case.answer
    key = identity_key(answer.person.identity)
    async with world.database.transaction() as tx:
        await people.follow_key(tx, answer.register, answer.record, identity_key=key)
        refused = await refusal_in_force(tx, clerk, case, now=now)
        outcome = refused.reason if refused else "found"
        event = _look_up(now, case.case_id, outcome)
        subject = await subject_of(tx, case.answer.person.identity)
        await note(tx, clerk, replace(event, subject=subject, technical={"register": case.answer.register}))
        if refused:
            return refused
        await cases.open_case(tx, case)
    return CaseOpened(case_id=case.case_id)


async def subject_of(reader: Reader, identity: NaturalIdentity) -> PersonId | None:
    """Who has a gate with this identity: so the journal names whom a look-up concerned, and the owner can see it."""
    holder = await gates.holder(reader, identity_key(identity))
    return holder.person_id if holder else None


async def refusal_in_force(tx: Transaction, clerk: Clerk, case: Case, *, now: datetime) -> CaseRefused | None:
    """Why the person found may not be served now, if so: the clerk's own case, the register's answer, and policy."""
    if clerk.identity_key == identity_key(case.answer.person.identity):
        return CaseRefused(reason=RefusalReason.OWN_CASE)
    policy = await policy_at(tx, STANDING, now=now)
    requirements = Requirements(today=now.astimezone(LEGAL_TIME).date(), minimum_age_years=policy.least_age_years)
    reason = refusal_of(case.answer.person, citizenship=case.typed.citizenship, requirements=requirements)
    if reason is RefusalReason.DIFFERS:
        return CaseRefused(reason=reason, fields=("citizenship",), register=case.answer.register)
    return CaseRefused(reason=reason) if reason else None


async def refusal_of_registration(tx: Transaction, clerk: Clerk, case: Case, *, now: datetime) -> CaseRefused | None:
    """Why the person found may not be registered now, if so: the same, and the gate they have (`domain.md R11`).

    A further gate is opened by a case in which its owner was confirmed: whoever opens a first one learns of it here.
    """
    if refused := await refusal_in_force(tx, clerk, case, now=now):
        return refused
    if case.confirmed_at is not None:
        return None
    holder = await gates.holder(tx, identity_key(case.answer.person.identity))
    if holder:
        return CaseRefused(reason=RefusalReason.HAS_GATE, has_gate_since=holder.registered_at, person_id=holder.person_id)
    return None


def _refusal_unasked(clerk: Clerk, typed: Typed) -> RefusalReason | None:
    """What stands against the case before any register hears of it."""
    if clerk.identity_key is None:
        return RefusalReason.CLERK_UNIDENTIFIED
    if clerk.identity_key == identity_key(typed.identity):
        return RefusalReason.OWN_CASE  # security.md 12: nobody handles their own case
    return document_refusal(typed.document.document_type, typed.citizenship)


async def _refuse(world: GateWorld, clerk: Clerk, refused: CaseRefused, *, case_id: CaseId) -> CaseRefused:
    asked = refused.reason not in UNASKED
    event = CounterEvent(
        at=world.clock.now(),
        activity=Activity.LOOK_UP if asked else Activity.REFUSE,
        data_set=DataSet.NONE,
        outcome=refused.reason,
        case_id=case_id,
        subject=refused.person_id,
    )
    async with world.database.transaction() as tx:
        await note(tx, clerk, event)
    return refused


def _case(case_id: CaseId, clerk: Clerk, typed: Typed, *, answer: Answer, now: datetime) -> Case:
    return Case(case_id=case_id, clerk_id=clerk.clerk_id, opened_at=now, typed=typed, answer=answer)


def _answer(found: Found) -> Answer:
    return Answer(register=found.register, person=found.person, record=found.record)


def _look_up(at: datetime, case_id: CaseId, outcome: str) -> CounterEvent:
    return CounterEvent(
        at=at,
        activity=Activity.LOOK_UP,
        data_set=DataSet.REGISTER_ANSWER,
        outcome=outcome,
        case_id=case_id,
    )
