"""A lost second factor is removed in person, at the level at which it was enrolled (`domain.md R16`, `docs/security.md` 9)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.actions.counter.case_gate import CaseGate, Served, first_time, note_refused, note_served, served_gate
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion
from ugyfelkapu.gate.actions.mail.tell import Notice, tell
from ugyfelkapu.gate.actions.sessions.tell_broker import tell_broker
from ugyfelkapu.gate.domain.counter_service import LosableKind, NotServed, Order
from ugyfelkapu.gate.domain.office import Clerk
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import case_services, lost_factors, sessions, sign_ins
from ugyfelkapu.identification import StandingEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """One factor by its id, all of a kind (no id), or everything (no kind)."""

    kind: LosableKind | None = None
    factor_id: str | None = None


async def remove_factor_at_counter(
    world: GateWorld, clerk: Clerk, order: Order, *, lost: Lost, now: datetime
) -> Served | NotServed:
    """Remove what was lost; every session and half-done sign-in ends, since whoever found it may have used it."""
    async with world.database.transaction() as tx:
        found = await served_gate(tx, clerk, order, now=now)
        if isinstance(found, NotServed):
            return found
        removed = await _removed(tx, found, lost)
        if not removed:
            return await _nothing(tx, clerk, order, now=now)
        await first_time(tx, order, now=now)
        await _end_all(tx, found, now=now)
        facts = Facts(at=now, place=clerk.body.name)
        await tell(
            tx, world, Notice(occasion=Occasion.FACTOR_REMOVED_AT_COUNTER, recipient=found.recipient, facts=facts), now=now
        )
        technical = {"removed": str(removed), "kind": lost.kind or "every"}
        await note_served(tx, order, found, technical=technical, now=now)
    return Served()


async def _removed(tx: Transaction, found: CaseGate, lost: Lost) -> int:
    kinds = [lost.kind] if lost.kind else list(LosableKind)
    return sum([await lost_factors.remove(tx, found.gate.gate_id, kind, factor_id=lost.factor_id) for kind in kinds])


async def _nothing(tx: Transaction, clerk: Clerk, order: Order, *, now: datetime) -> Served | NotServed:
    """The same form again is answered as the first time; else there was nothing."""
    done = await case_services.done_in(tx, order.case_id)
    if any(each.gate_id == order.gate_id and each.service is order.service for each in done):
        return Served()
    await note_refused(tx, clerk, order, why=NotServed.NOTHING_TO_REMOVE, now=now)
    return NotServed.NOTHING_TO_REMOVE


async def _end_all(tx: Transaction, found: CaseGate, *, now: datetime) -> None:
    gate_id = found.gate.gate_id
    await sign_ins.end_of_gate(tx, gate_id)
    ended = await sessions.end_of_gate(tx, gate_id, kept="", now=now)
    await tell_broker(tx, gate_id, StandingEvent.CREDENTIALS_RESET, ended=ended, now=now)
