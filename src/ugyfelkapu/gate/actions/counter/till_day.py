"""A clerk's day at the till: what was booked, what is open, and how it ended (`domain.md R11`)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.policy import LEGAL_TIME
from ugyfelkapu.gate.domain.counter_case import CaseId
from ugyfelkapu.gate.domain.office import Clerk, require_registrar
from ugyfelkapu.gate.domain.payment import PaymentId
from ugyfelkapu.gate.domain.till import ClosedDay, Closing, OpenMoney, TillEntry
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import till_books, tills

MOST_OPEN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class TillDay:
    """Today, as the clerk sees it."""

    entries: tuple[TillEntry, ...]
    open_money: tuple[OpenMoney, ...]
    """Of the whole body: whoever took it may have gone home."""
    closed: ClosedDay | None


async def till_day(world: GateWorld, clerk: Clerk, *, now: datetime) -> TillDay:
    """What the clerk booked today, and how the day ended, if it has."""
    require_registrar(clerk)
    reader = world.database.reader
    closings = await till_books.closings(reader, now.astimezone(LEGAL_TIME).date())
    own = [one for one in closings if (one.body_id, one.clerk_id) == (clerk.body.body_id, clerk.clerk_id)]
    return TillDay(
        entries=tuple(await tills.entries_of(reader, clerk.clerk_id, now=now)),
        open_money=tuple(await tills.open_of_body(reader, clerk.body.body_id, many=MOST_OPEN)),
        closed=own[0] if own else None,
    )


async def open_money_of(world: GateWorld, clerk: Clerk) -> tuple[OpenMoney, ...]:
    """What is open at the tills of the clerk's body."""
    require_registrar(clerk)
    return tuple(await tills.open_of_body(world.database.reader, clerk.body.body_id, many=MOST_OPEN))


async def open_money_of_case(world: GateWorld, clerk: Clerk, case_id: CaseId) -> tuple[OpenMoney, ...]:
    """What the clerk took for a case and is still open, oldest first."""
    require_registrar(clerk)
    return tuple(await tills.open_of_case(world.database.reader, case_id, clerk.clerk_id))


async def one_open(world: GateWorld, clerk: Clerk, payment_id: PaymentId) -> OpenMoney | None:
    """Open money of the clerk's body, by its payment."""
    require_registrar(clerk)
    return await tills.open_money(world.database.reader, payment_id, clerk.body.body_id)


async def close_till(world: GateWorld, clerk: Clerk, closing: Closing, *, now: datetime) -> None:
    """Write down what was counted and what the terminal's slip says; said again, the newest counts."""
    require_registrar(clerk)
    today = now.astimezone(LEGAL_TIME).date()
    closed = ClosedDay(body_id=clerk.body.body_id, clerk_id=clerk.clerk_id, day=today, closing=closing, closed_at=now)
    async with world.database.transaction() as tx:
        await till_books.close_day(tx, closed)
