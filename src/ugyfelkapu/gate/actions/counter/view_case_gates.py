"""What a clerk sees of the gates of whoever stands there, once that was confirmed: what a service needs, nothing more."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.gate.actions.journal.counter_journal import DONE, SERVICE, Activity, CounterEvent, DataSet, note
from ugyfelkapu.gate.domain.correction import CorrectionRequest
from ugyfelkapu.gate.domain.counter_case import Case
from ugyfelkapu.gate.domain.counter_service import OFFERED, Service
from ugyfelkapu.gate.domain.gate import Gate, GateId
from ugyfelkapu.gate.domain.identity import identity_key
from ugyfelkapu.gate.domain.office import Clerk, require_registrar
from ugyfelkapu.gate.domain.password import PasswordAge, age_of
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import case_services, corrections, gates, lost_factors, sign_ins
from ugyfelkapu.gate.store.case_services import DoneService
from ugyfelkapu.gate.store.lost_factors import LosableFactor


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownGate:
    """A gate as the counter shows it, and what it offers."""

    gate: Gate
    password_age: PasswordAge | None
    """`None`: there is no password yet."""
    paper_waits: bool
    services: tuple[Service, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseGates:
    """All of a confirmed case."""

    gates: tuple[ShownGate, ...]
    done: tuple[DoneService, ...]
    correction: CorrectionRequest | None
    """What the person says is wrong in their data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceView:
    """One gate and what the form of a service needs of it."""

    gate: Gate
    factors: tuple[LosableFactor, ...]
    services: tuple[Service, ...]


async def first_gate(world: GateWorld, case: Case) -> Gate | None:
    """The person's first gate, before anything of it is shown."""
    found = await gates.of_identity(world.database.reader, identity_key(case.answer.person.identity))
    return found[0] if found else None


async def service_view(world: GateWorld, case: Case, gate_id: GateId) -> ServiceView | None:
    """One gate of a confirmed case; `None`: it is not that person's, or nobody confirmed who stands there."""
    found = await gates.of_identity(world.database.reader, identity_key(case.answer.person.identity))
    gate = next((each for each in found if each.gate_id == gate_id), None)
    if gate is None or case.confirmed_at is None:
        return None
    factors = await lost_factors.of_gate(world.database.reader, gate_id)
    return ServiceView(gate=gate, factors=tuple(factors), services=OFFERED[gate.standing])


async def case_gates(world: GateWorld, clerk: Clerk, case: Case, *, now: datetime) -> CaseGates:
    """The gates of a confirmed case; showing them is in the journal first."""
    require_registrar(clerk)
    reader = world.database.reader
    found = await gates.of_identity(reader, identity_key(case.answer.person.identity))
    if case.confirmed_at is None or not found:
        return CaseGates(gates=(), done=(), correction=None)
    event = CounterEvent(
        at=now,
        activity=Activity.SHOW_GATE,
        data_set=DataSet.GATE,
        outcome=DONE,
        case_id=case.case_id,
        subject=found[0].person_id,
        purpose=SERVICE,
    )
    async with world.database.transaction() as tx:
        await note(tx, clerk, event)
    shown = [await _shown(world, case, gate, now=now) for gate in found]
    return CaseGates(
        gates=tuple(shown),
        done=tuple(await case_services.done_in(reader, case.case_id)),
        correction=await corrections.open_of(reader, found[0].person_id),
    )


async def _shown(world: GateWorld, case: Case, gate: Gate, *, now: datetime) -> ShownGate:
    reader = world.database.reader
    policy = await policy_at(reader, STANDING, now=now)
    account = await sign_ins.account_of(reader, gate.gate_id, device=None)
    expires_at = account.password_expires_at if account else None
    waiting = await case_services.waiting_for_paper(reader, case.case_id, gate.gate_id, now=now)
    return ShownGate(
        gate=gate,
        password_age=age_of(expires_at, policy=policy, now=now) if expires_at else None,
        paper_waits=waiting is not None,
        services=OFFERED[gate.standing],
    )
