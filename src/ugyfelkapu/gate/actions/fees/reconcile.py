"""Compare a day's payments with the gateway's own statement, and keep every difference (`domain.md R11`)."""

from datetime import date, timedelta

from ugyfelkapu.foundation.database import Reader
from ugyfelkapu.foundation.policy import LEGAL_TIME
from ugyfelkapu.gate.domain.gateway import GatewayUnavailable, StatementLine
from ugyfelkapu.gate.domain.reconciliation import Movement, Reconciliation, differences, total
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import reconciliations

MOST_REPORTS = 100
NO_GATEWAY = GatewayUnavailable(reason="this installation has no payment gateway")


async def reconcile(world: GateWorld, day: date) -> Reconciliation | GatewayUnavailable:
    """The day's report, kept in the place of an earlier one; no personal data are in it."""
    if world.payments is None:
        return NO_GATEWAY
    statement = await world.payments.statement(day)
    if isinstance(statement, GatewayUnavailable):
        return statement
    there = [_movement(line, day) for line in statement]
    now = world.clock.now()
    async with world.database.transaction() as tx:
        here = await reconciliations.movements(tx, day, {line.payment_id for line in statement})
        booked = [movement for movement in here if movement.booked_on == day]
        report = Reconciliation(
            day=day,
            made_at=now,
            here_count=len(booked),
            here_forints=total(booked),
            there_count=len(there),
            there_forints=total(there),
            differences=differences(day, here, there),
        )
        await reconciliations.keep(tx, report)
    return report


async def reconcile_next(world: GateWorld) -> int:
    """The worker's: make the oldest report that is missing, up to yesterday's; whether there was one to make."""
    day = await _next_day(world.database.reader)
    today = world.clock.now().astimezone(LEGAL_TIME).date()
    if world.payments is None or day is None or day >= today:
        return 0
    return 0 if isinstance(await reconcile(world, day), GatewayUnavailable) else 1


async def reports(world: GateWorld) -> list[Reconciliation]:
    """The newest reports, newest first, for the operator's eyes."""
    return await reconciliations.newest(world.database.reader, many=MOST_REPORTS)


async def report_of(world: GateWorld, day: date) -> Reconciliation | None:
    """The report of a day, if one was made."""
    return await reconciliations.of_day(world.database.reader, day)


async def _next_day(reader: Reader) -> date | None:
    last = await reconciliations.last_day(reader)
    return last + timedelta(days=1) if last else await reconciliations.first_paid_on(reader)


def _movement(line: StatementLine, day: date) -> Movement:
    return Movement(
        kind=line.kind,
        payment_id=line.payment_id,
        amount=line.amount,
        currency=line.currency,
        booked_on=day,
        state=line.kind,
    )
