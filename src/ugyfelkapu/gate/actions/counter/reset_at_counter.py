"""A new password begins at the counter: a code goes to the address in force, and nobody at the counter ever sees it.

The way back, too, for a password that lapsed and for a gate whose activation is late (`domain.md` R5, R7, R8).
"""

from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.gate.actions.counter.case_gate import CaseGate, Served, first_time, note_served, served_gate
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion
from ugyfelkapu.gate.actions.mail.tell import Notice, tell
from ugyfelkapu.gate.actions.passwords import activation_code
from ugyfelkapu.gate.domain.activation_code import code_expires_at, may_still_activate
from ugyfelkapu.gate.domain.counter_service import NotServed, Order
from ugyfelkapu.gate.domain.gate import Standing
from ugyfelkapu.gate.domain.office import Clerk
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.secret import SecretKind, code_digest
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import codes


async def reset_at_counter(world: GateWorld, clerk: Clerk, order: Order, *, now: datetime) -> Served | NotServed:
    """Mail the code; the password in force stays as it is until its owner chooses the next one.

    So a mail that never comes locks nobody out; who fears misuse has the gate suspended. A second factor is still asked.
    """
    async with world.database.transaction() as tx:
        found = await served_gate(tx, clerk, order, now=now)
        if isinstance(found, NotServed):
            return found
        if not await may_get_code(tx, found, now=now):
            return NotServed.ACTIVATION_OVER
        if await first_time(tx, order, now=now):
            await _send(tx, world, found, now=now)
            await note_served(tx, order, found, technical={}, now=now)
    return Served()


async def may_get_code(tx: Transaction, found: CaseGate, *, now: datetime) -> bool:
    """A registration past its deadline gets no more codes: it is about to be deleted (`domain.md R5`)."""
    policy = await policy_at(tx, STANDING, now=now)
    waiting = found.gate.standing is Standing.REGISTERED
    return not waiting or may_still_activate(found.gate.registered_at, policy=policy, now=now)


async def make_code(tx: Transaction, world: GateWorld, found: CaseGate, *, expires_at: datetime) -> str:
    """A code for the next step of this gate, good for a password that lapsed too; kept as a digest like any other."""
    kind = kind_for(found)
    code = await activation_code.keep_code(tx, world, found.recipient, kind=kind, expires_at=expires_at)
    digest = code_digest(kind, code, gate_id=found.gate.gate_id)
    if digest is not None and kind is SecretKind.PASSWORD_RESET_CODE:
        await codes.mark_in_person(tx, digest)
    return code


def kind_for(found: CaseGate) -> SecretKind:
    """Which code helps: to activate the gate, or to choose a new password."""
    waiting = found.gate.standing is Standing.REGISTERED
    return SecretKind.ACTIVATION_CODE if waiting else SecretKind.PASSWORD_RESET_CODE


async def _send(tx: Transaction, world: GateWorld, found: CaseGate, *, now: datetime) -> None:
    if found.gate.standing is Standing.REGISTERED:
        registered_at = found.gate.registered_at
        await activation_code.issue_again(tx, world, found.recipient, registered_at=registered_at, now=now)
        return
    until = code_expires_at(now, policy=await policy_at(tx, STANDING, now=now))
    code = await make_code(tx, world, found, expires_at=until)
    facts = Facts(at=now, code=code, until=until, place=found.clerk.body.name)
    await tell(tx, world, Notice(occasion=Occasion.COUNTER_RESET, recipient=found.recipient, facts=facts), now=now)
