"""What a register says now of somebody known comes into force: data replaced, or every gate ended (`domain.md R10`)."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.policy import LEGAL_TIME
from ugyfelkapu.gate.actions.journal.register_journal import Activity, RegisterNote, note
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion
from ugyfelkapu.gate.actions.mail.tell import Notice, tell
from ugyfelkapu.gate.actions.standing.end_person import end_person
from ugyfelkapu.gate.domain.activation_code import Recipient
from ugyfelkapu.gate.domain.ending import EndCause
from ugyfelkapu.gate.domain.identity import identity_key
from ugyfelkapu.gate.domain.person import Person
from ugyfelkapu.gate.domain.register_copy import end_cause, services_must_hear
from ugyfelkapu.gate.ports import GateWorld, Gone, Known
from ugyfelkapu.gate.store import gates, offices, people, standing_changes
from ugyfelkapu.identification import StandingEvent


class Occurrence(StrEnum):
    """Why the register was asked; the reason in the journal."""

    EVENT = "register_event"
    SIGN_IN = "copy_too_old"
    EXPIRY = "entry_expired"
    COUNTER = "person_at_the_counter"
    CORRECTION = "owners_correction_request"


class TakenOver(StrEnum):
    """What became of it."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    ENDED = "ended"
    CONFLICT = "conflict"
    """The register now says what it says of another person here: nothing is changed, and somebody must look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Whom a register was asked about, and what it answered."""

    person: Person
    answer: Known | Gone
    """`Gone`: no register has them any more."""
    occurrence: Occurrence
    event: str = ""
    """The register and number of the event, if one was the reason."""


async def take_over_person(tx: Transaction, world: GateWorld, heard: Heard, *, now: datetime) -> TakenOver:
    """Replace the copy, tell the owner and the broker, or end all; the caller's transaction holds the reason."""
    if isinstance(heard.answer, Gone):
        await end_person(tx, world, heard.person, cause=EndCause.LEFT_REGISTERS, now=now)
        return await _noted(tx, heard, TakenOver.ENDED, now=now)
    current = replace(
        heard.person,
        registered=heard.answer.person,
        register=heard.answer.register,
        record=heard.answer.record,
        taken_over_at=now,
    )
    cause = end_cause(current.registered, current.register, today=now.astimezone(LEGAL_TIME).date())
    if not await people.replace(tx, current):
        return await _noted(tx, heard, await _not_replaced(tx, world, heard.person, cause=cause, now=now), now=now)
    former_key = identity_key(heard.person.registered.identity)
    await offices.follow_identity(tx, former_key, key=identity_key(current.registered.identity))
    changed = await _told(tx, world, heard.person, current=current, now=now)
    if cause:
        await end_person(tx, world, current, cause=cause, now=now)
        return await _noted(tx, heard, TakenOver.ENDED, now=now)
    return await _noted(tx, heard, TakenOver.CHANGED if changed else TakenOver.UNCHANGED, now=now)


async def _not_replaced(
    tx: Transaction, world: GateWorld, person: Person, *, cause: EndCause | None, now: datetime
) -> TakenOver:
    """Whose gates ended meanwhile keeps nothing readable; of another's data nothing is taken, but the dead lose their gates."""
    if not await gates.of_person(tx, person.person_id):
        return TakenOver.UNCHANGED
    if cause is None:
        return TakenOver.CONFLICT
    await end_person(tx, world, person, cause=cause, now=now)
    return TakenOver.ENDED


async def _told(tx: Transaction, world: GateWorld, former: Person, *, current: Person, now: datetime) -> bool:
    """Tell the owner of a change in their data, and the broker of one that services may have learned."""
    if former.registered == current.registered or current.registered.deceased:
        return False
    name = current.registered.identity.current_name
    for gate in await gates.of_person(tx, current.person_id):
        recipient = Recipient(gate_id=gate.gate_id, username=gate.username, email=gate.email, language=gate.language, name=name)
        notice = Notice(occasion=Occasion.DATA_TAKEN_OVER, recipient=recipient, facts=Facts(at=now))
        await tell(tx, world, notice, now=now)
        if services_must_hear(former.registered, current.registered):
            await standing_changes.add(tx, gate.gate_id, StandingEvent.DATA_CHANGED, session_id=None, now=now)
    return True


async def _noted(tx: Transaction, heard: Heard, outcome: TakenOver, *, now: datetime) -> TakenOver:
    technical = {"reason": heard.occurrence.value, "register": heard.answer.register.value}
    if heard.event:
        technical["event"] = heard.event
    entry = RegisterNote(activity=Activity.TAKE_OVER, subject=heard.person.person_id, outcome=outcome, technical=technical)
    await note(tx, entry, at=now)
    return outcome
