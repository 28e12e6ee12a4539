"""Open a gate for somebody who was proven: what every way in ends in (`domain.md` R4, R5, R11)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.gate.actions.fees import settlement
from ugyfelkapu.gate.actions.fees.exemption import Claim
from ugyfelkapu.gate.actions.fees.settlement import Charge, FeeDue
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion
from ugyfelkapu.gate.actions.mail.tell import Notice, tell
from ugyfelkapu.gate.actions.passwords import activation_code
from ugyfelkapu.gate.actions.registration import provisional
from ugyfelkapu.gate.actions.registration.wish import UsernameTaken, Wish, taken
from ugyfelkapu.gate.domain.counter_case import Answer
from ugyfelkapu.gate.domain.fee import FeeDecision
from ugyfelkapu.gate.domain.fee_certificate import CertificateFault
from ugyfelkapu.gate.domain.gate import Gate, GateId, Standing
from ugyfelkapu.gate.domain.identity import identity_key
from ugyfelkapu.gate.domain.payment import CounterPayment, OnlinePayment
from ugyfelkapu.gate.domain.person import Person, PersonId
from ugyfelkapu.gate.domain.receipt import NUMBER_BYTES, RegistrationReceipt, receipt_number
from ugyfelkapu.gate.domain.registration import LEVELS, Registrar, RegistrationWay
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import gates, people, receipts
from ugyfelkapu.identification import SubjectCode

SUBJECT_CODE_BYTES = 16


class Wanted(StrEnum):
    """Which gate of theirs somebody means to open."""

    FIRST = "first"
    """Nobody has asked for a further one: who has a gate keeps to it."""
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Whom a register answered for, how they proved to be that person, and the gate they wish for."""

    way: RegistrationWay
    answer: Answer
    wish: Wish
    registrar: Registrar | None
    """`None`: no clerk took part."""
    wanted: Wanted = Wanted.ANY
    payment: CounterPayment | OnlinePayment | None = None
    """What was paid for it, if anything was."""
    provisional: GateId | None = None
    """The gate that the applicant began at home, if any (`domain.md R2`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """There is a gate, a receipt, and a code on its way."""

    gate: Gate
    receipt: RegistrationReceipt
    fee: FeeDecision


@dataclass(frozen=True, slots=True, kw_only=True)
class HasGate:
    """The person has a gate already, since then, and nobody asked for a further one."""

    person_id: PersonId
    since: datetime


async def open_gate(
    tx: Transaction, world: GateWorld, opening: Opening, *, now: datetime
) -> Opened | UsernameTaken | HasGate | FeeDue | CertificateFault:
    """Take the person over from the register's answer, open the gate, issue the receipt and mail the activation code.

    A further gate opens with its payment or certificate, claimed here, or not at all (`domain.md R11`). Of two openings for one
    person at once, one waits for the other at the person's row.
    """
    answer = opening.answer
    await people.follow_key(tx, answer.register, answer.record, identity_key=identity_key(answer.person.identity))
    person_id = await people.take_over(tx, _person(world, answer, now=now))
    held = await gates.of_person(tx, person_id)
    if held and opening.wanted is Wanted.FIRST:
        return HasGate(person_id=person_id, since=held[0].registered_at)
    wished = _gate(opening, person_id, now=now)
    begun = await provisional.in_place_of(tx, wished, opening.provisional)
    gate = begun or wished
    charge = _charge(opening, gate, person_id)
    fee = await settlement.settle(tx, world, charge, now=now)
    if isinstance(fee, FeeDue | CertificateFault):
        await people.forget_without_gate(tx, person_id)
        return fee
    if not await _kept(tx, gate, opening, is_begun=begun is not None):
        await settlement.undo(tx, charge)
        await people.forget_without_gate(tx, person_id)
        return await taken(tx, gate.username, opening.answer.person.identity.current_name)
    await settlement.record(tx, charge, fee, now=now)
    return await _opened(tx, world, opening, gate=gate, fee=fee)


async def _kept(tx: Transaction, gate: Gate, opening: Opening, *, is_begun: bool) -> bool:
    if is_begun and opening.registrar:
        return await provisional.confirm(tx, gate, opening.registrar)
    return await gates.open_gate(tx, gate, opening.registrar)


async def _opened(tx: Transaction, world: GateWorld, opening: Opening, *, gate: Gate, fee: FeeDecision) -> Opened:
    receipt = _receipt(world, opening, gate)
    await receipts.issue(tx, receipt)
    if gate.standing is Standing.ACTIVE:  # its owner chose the password at home
        notice = Notice(occasion=Occasion.PROVISIONAL_CONFIRMED, recipient=_recipient(receipt), facts=_confirmed(opening, gate))
        await tell(tx, world, notice, now=gate.registered_at)
    else:
        await activation_code.issue(tx, world, _recipient(receipt), now=gate.registered_at)
    return Opened(gate=gate, receipt=receipt, fee=fee)


def _confirmed(opening: Opening, gate: Gate) -> Facts:
    return Facts(at=gate.registered_at, place=opening.registrar.body.name if opening.registrar else None)


def _charge(opening: Opening, gate: Gate, person_id: PersonId) -> Charge:
    return Charge(
        gate_id=gate.gate_id,
        person_id=person_id,
        payment=opening.payment,
        certificate=_claim(opening),
        registrar=opening.registrar,
    )


def _claim(opening: Opening) -> Claim | None:
    wish = opening.wish
    if wish.certificate is None:
        return None
    return Claim(number=wish.certificate, identity=opening.answer.person.identity, email=wish.email)


def _person(world: GateWorld, answer: Answer, *, now: datetime) -> Person:
    return Person(
        person_id=PersonId(identifier(now)),
        subject_code=SubjectCode(world.entropy.bytes(SUBJECT_CODE_BYTES).hex()),
        registered=answer.person,
        register=answer.register,
        record=answer.record,
        taken_over_at=now,
    )


def _gate(opening: Opening, person_id: PersonId, *, now: datetime) -> Gate:
    return Gate(
        gate_id=GateId(identifier(now)),
        person_id=person_id,
        username=opening.wish.username,
        email=opening.wish.email,
        language=opening.wish.language,
        standing=Standing.REGISTERED,
        registered_level=LEVELS[opening.way],
        registered_way=opening.way,
        registered_at=now,
        activated_at=None,
    )


def _receipt(world: GateWorld, opening: Opening, gate: Gate) -> RegistrationReceipt:
    return RegistrationReceipt(
        number=receipt_number(gate.registered_at.date(), world.entropy.bytes(NUMBER_BYTES)),
        gate_id=gate.gate_id,
        registrar=opening.registrar,
        issued_at=gate.registered_at,
        name=opening.answer.person.identity.current_name,
        username=gate.username,
        email=gate.email,
        language=gate.language,
    )


def _recipient(receipt: RegistrationReceipt) -> activation_code.Recipient:
    return activation_code.Recipient(
        gate_id=receipt.gate_id,
        username=receipt.username,
        email=receipt.email,
        language=receipt.language,
        name=receipt.name,
    )
