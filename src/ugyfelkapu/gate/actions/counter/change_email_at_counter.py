"""A dead e-mail address is replaced at the counter, at once (`domain.md R9`: without a working sign-in, in person).

At once and without a code, because its owner stands there, proven by document, register and face, which is more than a code
proves; and because those who come are those who can read no mail just now. A slip of the pen is caught by typing it twice.
"""

from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.actions.counter.case_gate import CaseGate, Served, first_time, note_served, served_gate
from ugyfelkapu.gate.actions.counter.reset_at_counter import may_get_code
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion
from ugyfelkapu.gate.actions.mail.tell import Notice, tell
from ugyfelkapu.gate.actions.passwords import activation_code
from ugyfelkapu.gate.domain.activation_code import Recipient
from ugyfelkapu.gate.domain.counter_service import NotServed, Order
from ugyfelkapu.gate.domain.email import EmailAddress
from ugyfelkapu.gate.domain.gate import Standing
from ugyfelkapu.gate.domain.office import Clerk
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import codes, email_changes, gates, standing_changes
from ugyfelkapu.identification import StandingEvent


async def change_email_at_counter(
    world: GateWorld, clerk: Clerk, order: Order, *, email: EmailAddress, now: datetime
) -> Served | NotServed:
    """Put the address in force; codes on their way to the former one end, and both addresses are told."""
    async with world.database.transaction() as tx:
        found = await served_gate(tx, clerk, order, now=now)
        if isinstance(found, NotServed):
            return found
        if not await gates.change_email(tx, found.gate.gate_id, email):
            return Served()  # the same form again, or the address in force
        await first_time(tx, order, now=now)
        await _end_codes(tx, world, found, email=email, now=now)
        await standing_changes.add(tx, order.gate_id, StandingEvent.DATA_CHANGED, session_id=None, now=now)
        await _tell(tx, world, found, email=email, now=now)
        await note_served(tx, order, found, technical={}, now=now)
    return Served()


async def _end_codes(tx: Transaction, world: GateWorld, found: CaseGate, *, email: EmailAddress, now: datetime) -> None:
    """What was mailed to the former address is good no more; who waits for activation gets a code at the new one."""
    gate = found.gate
    await email_changes.drop_all(tx, gate.gate_id)
    await codes.end(tx, codes.PASSWORD_RESET, gate.gate_id)
    if gate.standing is Standing.REGISTERED and await may_get_code(tx, found, now=now):
        await codes.end(tx, codes.ACTIVATION, gate.gate_id)
        recipient = _at(found, email)
        await activation_code.issue_again(tx, world, recipient, registered_at=gate.registered_at, now=now)


async def _tell(tx: Transaction, world: GateWorld, found: CaseGate, *, email: EmailAddress, now: datetime) -> None:
    facts = Facts(at=now, place=found.clerk.body.name)
    for recipient, occasion in (
        (found.recipient, Occasion.EMAIL_LEFT_AT_COUNTER),
        (_at(found, email), Occasion.EMAIL_SET_AT_COUNTER),
    ):
        await tell(tx, world, Notice(occasion=occasion, recipient=recipient, facts=facts), now=now)


def _at(found: CaseGate, email: EmailAddress) -> Recipient:
    former = found.recipient
    return Recipient(gate_id=former.gate_id, username=former.username, email=email, language=former.language, name=former.name)
