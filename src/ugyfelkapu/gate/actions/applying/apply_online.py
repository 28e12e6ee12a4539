"""Open a gate for somebody who proved online who they are, by card or by signature (`domain.md R2`)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.foundation.policy import LEGAL_TIME, policy_at
from ugyfelkapu.gate.actions.applying.held_application import Held, MustPay, hold
from ugyfelkapu.gate.actions.fees.exemption import Claim, fault_of
from ugyfelkapu.gate.actions.fees.fee_due import fee_for, told
from ugyfelkapu.gate.actions.fees.settlement import FeeDue
from ugyfelkapu.gate.actions.journal.online_journal import DONE, Activity, OnlineEvent, note
from ugyfelkapu.gate.actions.registration.open_gate import HasGate, Opened, Opening, open_gate
from ugyfelkapu.gate.actions.registration.wish import UsernameTaken, Wish, WishFaults, taken
from ugyfelkapu.gate.domain.counter_case import Answer
from ugyfelkapu.gate.domain.fee_certificate import CertificateFault
from ugyfelkapu.gate.domain.identity import identity_key
from ugyfelkapu.gate.domain.person import PersonId
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.registration import RefusalReason, RegistrationWay, Requirements, refusal_of
from ugyfelkapu.gate.domain.username import fold_username
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import gates

REGISTERED = "natural_identity, citizenship, document, username, email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """What a register answered for somebody, and how they proved to be that person."""

    way: RegistrationWay
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlineRefused:
    """Why there is no gate; nothing is kept but the journal's entry."""

    reason: RefusalReason


async def apply_online(
    tx: Transaction, world: GateWorld, proven: Proven, *, wish: Wish, now: datetime
) -> Opened | MustPay | WishFaults | OnlineRefused:
    """The gate, in the caller's transaction; with `WishFaults` the applicant may wish for something else.

    For a further gate without a certificate the browser goes to the address of `MustPay` (`domain.md R11`).
    """
    if reason := await refusal_now(tx, proven.answer, now=now):
        return await _refuse(tx, proven, OnlineRefused(reason=reason), person_id=None, now=now)
    opening = Opening(way=proven.way, answer=proven.answer, wish=wish, registrar=None)
    outcome = await open_gate(tx, world, opening, now=now)
    if isinstance(outcome, UsernameTaken):
        return WishFaults(username=outcome)
    if isinstance(outcome, CertificateFault):
        return WishFaults(certificate=outcome)
    if isinstance(outcome, FeeDue):
        return await _held(tx, world, Held(way=proven.way, answer=proven.answer, wish=wish), due=outcome, now=now)
    if isinstance(outcome, HasGate):
        refused = OnlineRefused(reason=RefusalReason.HAS_GATE)
        return await _refuse(tx, proven, refused, person_id=outcome.person_id, now=now)
    await note(tx, registered(proven, outcome), at=now)
    return outcome


async def _held(
    tx: Transaction, world: GateWorld, held: Held, *, due: FeeDue, now: datetime
) -> MustPay | WishFaults | OnlineRefused:
    """Nobody pays for a name that is taken, nor where nothing can be paid."""
    if world.payments is None:
        refused = OnlineRefused(reason=RefusalReason.HAS_GATE)
        proven = Proven(way=held.way, answer=held.answer)
        return await _refuse(tx, proven, refused, person_id=due.person_id, now=now)
    if await gates.is_taken(tx, fold_username(held.wish.username)):
        return WishFaults(username=await taken(tx, held.wish.username, held.answer.person.identity.current_name))
    return await hold(tx, world, held, due=due, now=now)


async def refuse_ahead(
    tx: Transaction, world: GateWorld, proven: Proven, *, wish: Wish, now: datetime
) -> OnlineRefused | WishFaults | None:
    """What `apply_online` would say against it, before anything is spent on it; it decides again in its own transaction."""
    if reason := await refusal_now(tx, proven.answer, now=now):
        return await _refuse(tx, proven, OnlineRefused(reason=reason), person_id=None, now=now)
    held = await gates.of_identity(tx, identity_key(proven.answer.person.identity))
    person_id = held[0].person_id if held else None
    if person_id is None or not (await fee_for(tx, person_id, exemption=None, now=now)).amount:
        return None
    if wish.certificate:
        claim = Claim(number=wish.certificate, identity=proven.answer.person.identity, email=wish.email)
        fault = await fault_of(tx, world, claim, now=now)
        return WishFaults(certificate=fault) if fault else None
    if world.payments:
        return None
    return await _refuse(tx, proven, OnlineRefused(reason=RefusalReason.HAS_GATE), person_id=person_id, now=now)


async def refusal_now(reader: Reader, answer: Answer, *, now: datetime) -> RefusalReason | None:
    """What stands against the person found, by the policy of the day (`domain.md R4`)."""
    policy = await policy_at(reader, STANDING, now=now)
    requirements = Requirements(today=now.astimezone(LEGAL_TIME).date(), minimum_age_years=policy.least_age_years)
    return refusal_of(answer.person, citizenship=answer.person.citizenship, requirements=requirements)


async def _refuse(
    tx: Transaction, proven: Proven, refused: OnlineRefused, *, person_id: PersonId | None, now: datetime
) -> OnlineRefused:
    event = OnlineEvent(activity=Activity.APPLY, way=proven.way, outcome=refused.reason, subject=person_id)
    await note(tx, event, at=now)
    return refused


def registered(proven: Proven, opened: Opened) -> OnlineEvent:
    """The journal's entry of a gate that was opened online."""
    gate = opened.gate
    told_of = {"gate": gate.gate_id, "register": proven.answer.register, "level": gate.registered_level}
    return OnlineEvent(
        activity=Activity.REGISTER,
        way=proven.way,
        outcome=DONE,
        data_set=REGISTERED,
        subject=gate.person_id,
        technical=told_of | told(opened.fee),
    )
