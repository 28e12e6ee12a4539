"""Register a person at a counter: from an open case to a gate, its receipt and the mailed code (`domain.md R4`, R5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.gate.actions.counter.open_case import CaseRefused, refusal_of_registration
from ugyfelkapu.gate.actions.counter.view_case import opened_after
from ugyfelkapu.gate.actions.journal.counter_journal import DONE, Activity, CounterEvent, DataSet, note
from ugyfelkapu.gate.actions.passwords import activation_code
from ugyfelkapu.gate.domain.counter_case import Case, CaseId
from ugyfelkapu.gate.domain.email import EmailAddress, EmailFault, email_of
from ugyfelkapu.gate.domain.gate import Gate, GateId, Standing
from ugyfelkapu.gate.domain.office import Clerk, require_registrar
from ugyfelkapu.gate.domain.person import Person, PersonId
from ugyfelkapu.gate.domain.receipt import NUMBER_BYTES, ReceiptNumber, RegistrationReceipt, receipt_number
from ugyfelkapu.gate.domain.registration import COUNTER_LEVEL
from ugyfelkapu.gate.domain.username import Username, UsernameFault, fold_username, suggestions, username_of
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import cases, gates, people, receipts
from ugyfelkapu.identification import SubjectCode

SUGGESTIONS_SHOWN = 3
SUBJECT_CODE_BYTES = 16


class Confirmation(StrEnum):
    """What the clerk vouches for (`domain.md R4`)."""

    DATA_MATCH = "data_match"
    FACE_MATCH = "face_match"


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What the clerk sends with an open case; everything else comes from the register."""

    case_id: CaseId
    confirmed: frozenset[Confirmation]
    username: str
    email: str
    language: str
    """In which the applicant wants mails: `hu`, `en` or `de`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """There is a gate, a receipt of this number and a code on its way; the case is gone."""

    receipt: ReceiptNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class UsernameTaken:
    """The user name, or one that looks like it, has a holder."""

    suggestions: tuple[Username, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Incomplete:
    """What to put right; the case stays open."""

    unconfirmed: tuple[Confirmation, ...] = ()
    username: UsernameFault | UsernameTaken | None = None
    email: EmailFault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoCase:
    """The clerk has no such case open: it was refused, abandoned, or never theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checked:
    """An application in which nothing is missing."""

    case_id: CaseId
    username: Username
    email: EmailAddress
    language: str


Outcome = Registered | Incomplete | CaseRefused | NoCase


async def register_at_counter(world: GateWorld, clerk: Clerk, application: Application, *, now: datetime) -> Outcome:
    """Take the person over from the register's answer and open the gate, in one transaction or not at all.

    Sent twice (double click, back button, two tabs), it answers twice with the one receipt.
    """
    require_registrar(clerk)
    checked = _checked(application)
    async with world.database.transaction() as tx:
        since = await opened_after(tx, now=now)
        case = await cases.claim(tx, application.case_id, clerk.clerk_id, opened_after=since)
        if case is None:
            earlier = await receipts.of_case(tx, application.case_id, clerk.clerk_id)
            return Registered(receipt=earlier.number) if earlier else NoCase()
        if refused := await refusal_of_registration(tx, clerk, case, now=now):
            return await _refuse(tx, clerk, case, refused=refused, now=now)
        if isinstance(checked, Incomplete):
            return checked
        return await _register(tx, world, clerk, case=case, checked=checked)


def _checked(application: Application) -> _Checked | Incomplete:
    unconfirmed = tuple(duty for duty in Confirmation if duty not in application.confirmed)
    username, email = username_of(application.username), email_of(application.email)
    if isinstance(username, UsernameFault) or isinstance(email, EmailFault) or unconfirmed:
        return Incomplete(
            unconfirmed=unconfirmed,
            username=username if isinstance(username, UsernameFault) else None,
            email=email if isinstance(email, EmailFault) else None,
        )
    return _Checked(case_id=application.case_id, username=username, email=email, language=application.language)


async def _refuse(tx: Transaction, clerk: Clerk, case: Case, *, refused: CaseRefused, now: datetime) -> CaseRefused:
    await cases.close(tx, case.case_id, clerk.clerk_id)
    event = CounterEvent(
        at=now,
        activity=Activity.REFUSE,
        data_set=DataSet.NONE,
        outcome=refused.reason,
        case_id=case.case_id,
        subject=refused.person_id,
    )
    await note(tx, clerk, event)
    return refused


async def _register(tx: Transaction, world: GateWorld, clerk: Clerk, *, case: Case, checked: _Checked) -> Outcome:
    now = world.clock.now()
    person_id = await people.take_over(tx, _person(world, case, now=now))
    gate = _gate(person_id, checked, now=now)
    registrar = gates.Registrar(body_id=clerk.body.body_id, clerk_id=clerk.clerk_id)
    if not await gates.open_gate(tx, gate, registrar):
        await people.forget_without_gate(tx, person_id)
        return await _conflict(tx, clerk, case, username=checked.username, now=now)
    receipt = _receipt(world, clerk, case, gate=gate)
    await receipts.issue(tx, receipt)
    await cases.close(tx, case.case_id, clerk.clerk_id)
    await activation_code.issue(tx, world, _recipient(case, gate), now=now)
    event = CounterEvent(
        at=now,
        activity=Activity.REGISTER,
        data_set=DataSet.REGISTRATION,
        outcome=DONE,
        case_id=case.case_id,
        subject=person_id,
        technical={"gate": gate.gate_id, "register": case.answer.register, "level": gate.registered_level},
    )
    await note(tx, clerk, event)
    return Registered(receipt=receipt.number)


async def _conflict(tx: Transaction, clerk: Clerk, case: Case, *, username: Username, now: datetime) -> Outcome:
    """Why the database would not have the gate: the name is held, or the person got one this very moment."""
    if await gates.is_taken(tx, fold_username(username)):
        name = case.answer.person.identity.current_name
        free = await _free(tx, suggestions(username, name))
        return Incomplete(username=UsernameTaken(suggestions=free))
    refused = await refusal_of_registration(tx, clerk, case, now=now)
    return await _refuse(tx, clerk, case, refused=refused, now=now) if refused else NoCase()


async def _free(reader: Reader, candidates: Iterable[Username]) -> tuple[Username, ...]:
    free: list[Username] = []
    for candidate in candidates:
        if len(free) == SUGGESTIONS_SHOWN:
            break
        if not await gates.is_taken(reader, fold_username(candidate)):
            free.append(candidate)
    return tuple(free)


def _person(world: GateWorld, case: Case, *, now: datetime) -> Person:
    return Person(
        person_id=PersonId(identifier(now)),
        subject_code=SubjectCode(world.entropy.bytes(SUBJECT_CODE_BYTES).hex()),
        registered=case.answer.person,
        register=case.answer.register,
        record=case.answer.record,
        taken_over_at=now,
    )


def _gate(person_id: PersonId, checked: _Checked, *, now: datetime) -> Gate:
    return Gate(
        gate_id=GateId(identifier(now)),
        person_id=person_id,
        username=checked.username,
        email=checked.email,
        language=checked.language,
        standing=Standing.REGISTERED,
        registered_level=COUNTER_LEVEL,
        registered_at=now,
        activated_at=None,
    )


def _receipt(world: GateWorld, clerk: Clerk, case: Case, *, gate: Gate) -> RegistrationReceipt:
    return RegistrationReceipt(
        number=receipt_number(gate.registered_at.date(), world.entropy.bytes(NUMBER_BYTES)),
        gate_id=gate.gate_id,
        case_id=case.case_id,
        clerk_id=clerk.clerk_id,
        body=clerk.body,
        issued_at=gate.registered_at,
        name=case.answer.person.identity.current_name,
        username=gate.username,
        email=gate.email,
        language=gate.language,
    )


def _recipient(case: Case, gate: Gate) -> activation_code.Recipient:
    name = case.answer.person.identity.current_name
    return activation_code.Recipient(
        gate_id=gate.gate_id, username=gate.username, email=gate.email, language=gate.language, name=name
    )
