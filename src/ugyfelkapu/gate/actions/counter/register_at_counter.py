"""Register a person at a counter: from an open case to a gate, its receipt and the mailed code (`domain.md R4`, R5)."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.actions.counter.home_application import forget_home, home_of
from ugyfelkapu.gate.actions.counter.open_case import CaseRefused, refusal_of_registration
from ugyfelkapu.gate.actions.counter.take_fee import Taken, take_fee
from ugyfelkapu.gate.actions.counter.view_case import opened_after
from ugyfelkapu.gate.actions.fees.fee_due import told
from ugyfelkapu.gate.actions.fees.settlement import FeeDue
from ugyfelkapu.gate.actions.journal.counter_journal import DONE, Activity, CounterEvent, DataSet, note
from ugyfelkapu.gate.actions.registration import wish
from ugyfelkapu.gate.actions.registration.open_gate import HasGate, Opened, Opening, Wanted, open_gate
from ugyfelkapu.gate.actions.registration.wish import UsernameTaken, Wish, WishFaults
from ugyfelkapu.gate.domain.counter_case import Case, CaseId
from ugyfelkapu.gate.domain.email import EmailFault
from ugyfelkapu.gate.domain.fee_certificate import CertificateFault
from ugyfelkapu.gate.domain.office import Clerk, require_registrar
from ugyfelkapu.gate.domain.payment import CounterPayment
from ugyfelkapu.gate.domain.receipt import ReceiptNumber
from ugyfelkapu.gate.domain.registration import RefusalReason, Registrar, RegistrationWay
from ugyfelkapu.gate.domain.username import UsernameFault
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import cases, receipts

__all__ = [
    "Application",
    "Confirmation",
    "Incomplete",
    "NoCase",
    "Outcome",
    "Registered",
    "UsernameTaken",
    "register_at_counter",
]


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
    payment: CounterPayment | None = None
    """What the clerk took for a further gate, if anything was due."""
    certificate: str = ""
    """The number of an organisation's certificate that frees from the fee, as typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """There is a gate, a receipt of this number and a code on its way; the case is gone."""

    receipt: ReceiptNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class Incomplete:
    """What to put right; the case stays open."""

    unconfirmed: tuple[Confirmation, ...] = ()
    username: UsernameFault | UsernameTaken | None = None
    email: EmailFault | None = None
    certificate: CertificateFault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoCase:
    """The clerk has no such case open: it was refused, abandoned, or never theirs."""


Outcome = Registered | Incomplete | FeeDue | CaseRefused | NoCase


async def register_at_counter(world: GateWorld, clerk: Clerk, application: Application, *, now: datetime) -> Outcome:
    """Take the person over from the register's answer and open the gate, in one transaction or not at all.

    Sent twice (double click, back button, two tabs), it answers twice with the one receipt, and pays once. A case whose
    person has a gate and was confirmed opens a further one, for its fee (`domain.md R11`). Money that was taken is in the
    till's book whatever this answers.
    """
    require_registrar(clerk)
    async with world.database.transaction() as tx:
        since = await opened_after(tx, now=now)
        case = await cases.claim(tx, application.case_id, clerk.clerk_id, opened_after=since)
        earlier = None if case else await receipts.of_case(tx, application.case_id, clerk.clerk_id)
        if earlier:
            return Registered(receipt=earlier.number)
        if application.payment:
            taken = Taken(case_id=application.case_id, case=case, payment=application.payment)
            await take_fee(tx, clerk, taken, now=now)
        if case is None:
            return NoCase()
        if refused := await refusal_of_registration(tx, clerk, case, now=now):
            return await _refuse(tx, clerk, case, refused=refused, now=now)
        checked = _checked(application, case)
        if isinstance(checked, Incomplete):
            return checked
        begun = await home_of(tx, case)
        opening = _opening(clerk, case, checked, payment=application.payment)
        opening = replace(opening, provisional=begun.gate_id if begun else None)
        return await _register(tx, world, clerk, case=case, opening=opening)


def _checked(application: Application, case: Case) -> Wish | Incomplete:
    confirmed = application.confirmed if case.confirmed_at is None else frozenset(Confirmation)
    unconfirmed = tuple(duty for duty in Confirmation if duty not in confirmed)
    typed = wish.Typed(
        username=application.username,
        email=application.email,
        language=application.language,
        certificate=application.certificate,
    )
    read = wish.read(typed)
    if isinstance(read, WishFaults):
        return Incomplete(unconfirmed=unconfirmed, username=read.username, email=read.email, certificate=read.certificate)
    return Incomplete(unconfirmed=unconfirmed) if unconfirmed else read


async def _refuse(tx: Transaction, clerk: Clerk, case: Case, *, refused: CaseRefused, now: datetime) -> CaseRefused:
    await cases.close(tx, case.case_id, clerk.clerk_id)
    await forget_home(tx, case)
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


def _opening(clerk: Clerk, case: Case, wished: Wish, *, payment: CounterPayment | None) -> Opening:
    return Opening(
        way=RegistrationWay.COUNTER,
        answer=case.answer,
        wish=wished,
        registrar=Registrar(clerk_id=clerk.clerk_id, body=clerk.body, case_id=case.case_id),
        wanted=Wanted.FIRST if case.confirmed_at is None else Wanted.ANY,
        payment=payment,
    )


async def _register(tx: Transaction, world: GateWorld, clerk: Clerk, *, case: Case, opening: Opening) -> Outcome:
    now = world.clock.now()
    outcome = await open_gate(tx, world, opening, now=now)
    match outcome:
        case Opened(receipt=receipt):
            await cases.close(tx, case.case_id, clerk.clerk_id)
            await forget_home(tx, case)
            await note(tx, clerk, _registered(case, outcome, now=now))
            return Registered(receipt=receipt.number)
        case UsernameTaken():
            return Incomplete(username=outcome)
        case CertificateFault():
            return Incomplete(certificate=outcome)
        case FeeDue():
            return outcome
        case HasGate(person_id=person_id, since=since):
            refused = CaseRefused(reason=RefusalReason.HAS_GATE, has_gate_since=since, person_id=person_id)
            return await _refuse(tx, clerk, case, refused=refused, now=now)
        case _:
            assert_never(outcome)


def _registered(case: Case, opened: Opened, *, now: datetime) -> CounterEvent:
    gate = opened.gate
    told_of = {"gate": gate.gate_id, "register": case.answer.register, "level": gate.registered_level}
    return CounterEvent(
        at=now,
        activity=Activity.REGISTER,
        data_set=DataSet.REGISTRATION,
        outcome=DONE,
        case_id=case.case_id,
        subject=gate.person_id,
        technical=told_of | told(opened.fee),
    )
