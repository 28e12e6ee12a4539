"""A code on paper for whoever has no working e-mail: made and sealed, printed once, readable on the paper alone (R5, R7)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.gate.actions.counter.case_gate import (
    CaseGate,
    Served,
    confirmed_gate,
    first_time,
    note_served,
    served_gate,
)
from ugyfelkapu.gate.actions.counter.reset_at_counter import kind_for, make_code, may_get_code
from ugyfelkapu.gate.actions.journal.counter_journal import DONE, SERVICE, Activity, CounterEvent, DataSet, note
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion
from ugyfelkapu.gate.actions.mail.tell import Notice, tell
from ugyfelkapu.gate.domain.activation_code import activation_code_expires_at, code_expires_at
from ugyfelkapu.gate.domain.counter_case import CaseId
from ugyfelkapu.gate.domain.counter_service import NotServed, Order
from ugyfelkapu.gate.domain.gate import GateId, Standing
from ugyfelkapu.gate.domain.identity import PersonName
from ugyfelkapu.gate.domain.office import Clerk
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.secret import SecretKind
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import case_services, codes
from ugyfelkapu.gate.store.case_services import SealedCode


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CodeOnPaper:
    """What is printed, this once; never printed by a program's own `repr`."""

    code: str
    kind: SecretKind
    expires_at: datetime
    username: str
    name: PersonName
    language: str
    case_id: CaseId
    made_at: datetime
    site: str
    """Where the code is typed in; without a slash at the end."""


async def make_printed_code(world: GateWorld, clerk: Clerk, order: Order, *, now: datetime) -> Served | NotServed:
    """Make the code and seal it until it is printed; every code mailed before ends, since nobody reads those mails.

    One in a case: whose paper was spoilt opens another case, and the code of the first paper ends with it.
    """
    async with world.database.transaction() as tx:
        found = await served_gate(tx, clerk, order, now=now)
        if isinstance(found, NotServed):
            return found
        if not await may_get_code(tx, found, now=now):
            return NotServed.ACTIVATION_OVER
        if await first_time(tx, order, now=now):
            await _make(tx, world, found, order=order, now=now)
            facts = Facts(at=now, place=clerk.body.name)
            await tell(tx, world, Notice(occasion=Occasion.CODE_PRINTED, recipient=found.recipient, facts=facts), now=now)
            await note_served(tx, order, found, technical={}, now=now)
    return Served()


async def print_code(world: GateWorld, clerk: Clerk, case_id: CaseId, *, gate_id: GateId, now: datetime) -> CodeOnPaper | None:
    """Open the seal for the printer: of any number of callers one gets the code, and nobody gets it again."""
    async with world.database.transaction() as tx:
        found = await confirmed_gate(tx, clerk, case_id, gate_id=gate_id, now=now)
        if isinstance(found, NotServed):
            return None
        waiting = await case_services.waiting_for_paper(tx, case_id, gate_id, now=now)
        if waiting is None or not await case_services.print_once(tx, case_id, gate_id):
            return None
        event = CounterEvent(
            at=now,
            activity=Activity.PRINT,
            data_set=DataSet.CREDENTIALS,
            outcome=DONE,
            case_id=case_id,
            reason="hand_over",
            subject=found.gate.person_id,
            technical={"gate": gate_id},
            purpose=SERVICE,
        )
        await note(tx, clerk, event)
    return _paper(world, found, waiting, now=now)


async def _make(tx: Transaction, world: GateWorld, found: CaseGate, *, order: Order, now: datetime) -> None:
    policy = await policy_at(tx, STANDING, now=now)
    until = code_expires_at(now, policy=policy)
    if found.gate.standing is Standing.REGISTERED:
        until = activation_code_expires_at(found.gate.registered_at, policy=policy, now=now)
    for table in (codes.ACTIVATION, codes.PASSWORD_RESET):
        await codes.end(tx, table, found.gate.gate_id)
    code = await make_code(tx, world, found, expires_at=until)
    sealed = world.box.seal(code.encode(), context=_context(order.case_id, order.gate_id))
    kept = SealedCode(kind=kind_for(found), sealed=sealed, expires_at=until)
    await case_services.keep_for_paper(tx, order.case_id, order.gate_id, code=kept, now=now)


def _paper(world: GateWorld, found: CaseGate, waiting: SealedCode, *, now: datetime) -> CodeOnPaper:
    case_id, gate = found.case.case_id, found.gate
    return CodeOnPaper(
        code=world.box.open(waiting.sealed, context=_context(case_id, gate.gate_id)).decode(),
        kind=waiting.kind,
        expires_at=waiting.expires_at,
        username=gate.username,
        name=found.case.answer.person.identity.current_name,
        language=gate.language,
        case_id=case_id,
        made_at=now,
        site=world.public_url,
    )


def _context(case_id: CaseId, gate_id: GateId) -> str:
    return f"printed_code/{case_id}/{gate_id}"
