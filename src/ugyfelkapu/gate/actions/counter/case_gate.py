"""A gate within a case: every service of a counter begins here, and nothing is done on a gate by another way.

The case is the clerk's own, open and confirmed; the gate is its person's; the clerk is not that person (`domain.md R4`,
`docs/security.md` 12). Each refusal is in the journal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.actions.counter.view_case import opened_after
from ugyfelkapu.gate.actions.journal.counter_journal import DONE, SERVICE, Activity, CounterEvent, DataSet, note
from ugyfelkapu.gate.domain.activation_code import Recipient
from ugyfelkapu.gate.domain.counter_case import Case, CaseId
from ugyfelkapu.gate.domain.counter_service import NotServed, Order, Service, is_offered
from ugyfelkapu.gate.domain.gate import Gate, GateId
from ugyfelkapu.gate.domain.identity import identity_key
from ugyfelkapu.gate.domain.office import Clerk, require_registrar
from ugyfelkapu.gate.store import case_services, cases, gates

LONGEST_CASE_ID = 64

_RECORDED = {
    Service.RESET_PASSWORD: (Activity.RESET_PASSWORD, DataSet.CREDENTIALS),
    Service.REMOVE_FACTOR: (Activity.REMOVE_FACTOR, DataSet.CREDENTIALS),
    Service.CHANGE_EMAIL: (Activity.CHANGE_EMAIL, DataSet.CONTACT),
    Service.PRINT_CODE: (Activity.PRINT_CODE, DataSet.CREDENTIALS),
    Service.SUSPEND: (Activity.SUSPEND, DataSet.CREDENTIALS),
    Service.LIFT: (Activity.LIFT, DataSet.CREDENTIALS),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseGate:
    """A gate that may be served, held by this transaction through its case."""

    clerk: Clerk
    case: Case
    gate: Gate

    @property
    def recipient(self) -> Recipient:
        """Whom the notice goes to."""
        return Recipient(
            gate_id=self.gate.gate_id,
            username=self.gate.username,
            email=self.gate.email,
            language=self.gate.language,
            name=self.case.answer.person.identity.current_name,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """It is done: now, or by an earlier sending of the same form."""


async def served_gate(tx: Transaction, clerk: Clerk, order: Order, *, now: datetime) -> CaseGate | NotServed:
    """The gate of the order, if it may be served so; of two tabs, one waits here for the other."""
    found = await confirmed_gate(tx, clerk, order.case_id, gate_id=order.gate_id, now=now)
    if isinstance(found, CaseGate) and not is_offered(order.service, found.gate.standing):
        done = await case_services.done_in(tx, order.case_id)
        if not any(each.gate_id == order.gate_id and each.service is order.service for each in done):
            found = NotServed.NOT_OFFERED
    if isinstance(found, NotServed):
        await note_refused(tx, clerk, order, why=found, now=now)
    return found


async def confirmed_gate(
    tx: Transaction, clerk: Clerk, case_id: CaseId, *, gate_id: GateId, now: datetime
) -> CaseGate | NotServed:
    """The gate, if the case is the clerk's, open and confirmed, and the gate is its person's and not the clerk's own."""
    require_registrar(clerk)
    case = await cases.claim(tx, case_id, clerk.clerk_id, opened_after=await opened_after(tx, now=now))
    if case is None:
        return NotServed.NO_CASE
    key = identity_key(case.answer.person.identity)
    gate = next((each for each in await gates.of_identity(tx, key) if each.gate_id == gate_id), None)
    if gate is None or clerk.identity_key in {None, key}:
        return NotServed.NO_CASE
    if case.confirmed_at is None:
        return NotServed.UNCONFIRMED
    return CaseGate(clerk=clerk, case=case, gate=gate)


async def first_time(tx: Transaction, order: Order, *, now: datetime) -> bool:
    """Whether this is the first sending of the order in its case: each service is done once in a case."""
    return await case_services.do(tx, order, now=now)


async def note_served(tx: Transaction, order: Order, found: CaseGate, *, technical: Mapping[str, str], now: datetime) -> None:
    """Write down what was done, on whose gate and why."""
    activity, data_set = _RECORDED[order.service]
    event = CounterEvent(
        at=now,
        activity=activity,
        data_set=data_set,
        outcome=DONE,
        case_id=order.case_id,
        reason=order.reason,
        subject=found.gate.person_id,
        technical={"gate": order.gate_id, **technical},
        purpose=SERVICE,
    )
    await note(tx, found.clerk, event)


async def note_refused(tx: Transaction, clerk: Clerk, order: Order, *, why: NotServed, now: datetime) -> None:
    """Write down what a clerk tried in vain; the ids come from the address and may be anything."""
    activity, _ = _RECORDED[order.service]
    event = CounterEvent(
        at=now,
        activity=activity,
        data_set=DataSet.NONE,
        outcome=why,
        case_id=CaseId(order.case_id[:LONGEST_CASE_ID]),
        reason=order.reason,
        technical={"gate": order.gate_id[:LONGEST_CASE_ID]},
        purpose=SERVICE,
    )
    await note(tx, clerk, event)
