"""Reports of days on which our payments were compared with the gateway's statement, in the database."""

from collections.abc import Iterable
from datetime import date

from ugyfelkapu.foundation.database import Reader, Row, Transaction
from ugyfelkapu.gate.domain.fee import CURRENCY
from ugyfelkapu.gate.domain.gateway import LineKind
from ugyfelkapu.gate.domain.payment import PaymentId
from ugyfelkapu.gate.domain.reconciliation import Difference, DifferenceKind, Movement, Reconciliation

_PAYMENTS = "SELECT payment_id, state, amount_forints, paid_on, refunded_on FROM payment WHERE way = 'online'"
_OF_DAY = f"{_PAYMENTS} AND (paid_on = :day OR refunded_on = :day) ORDER BY payment_id"
_BY_ID = f"{_PAYMENTS} AND payment_id = :payment_id"
_DROP = "DELETE FROM reconciliation_difference WHERE day = :day"
_KEEP = """
    INSERT INTO reconciliation (day, made_at, here_count, here_forints, there_count, there_forints)
    VALUES (:day, :made_at, :here_count, :here_forints, :there_count, :there_forints)
        ON CONFLICT (day) DO UPDATE
       SET made_at = excluded.made_at, here_count = excluded.here_count, here_forints = excluded.here_forints,
           there_count = excluded.there_count, there_forints = excluded.there_forints
"""
_KEEP_DIFFERENCE = """
    INSERT INTO reconciliation_difference (day, number, kind, payment_id, here, there)
    VALUES (:day, :number, :kind, :payment_id, :here, :there)
"""
_REPORT = "SELECT day, made_at, here_count, here_forints, there_count, there_forints FROM reconciliation"
_ONE = f"{_REPORT} WHERE day = :day"
_NEWEST = f"{_REPORT} ORDER BY day DESC LIMIT :many"
_DIFFERENCES = "SELECT kind, payment_id, here, there FROM reconciliation_difference WHERE day = :day ORDER BY number"
_LAST = "SELECT max(day) AS day FROM reconciliation"
_FIRST_PAID = "SELECT min(paid_on) AS day FROM payment WHERE way = 'online'"


async def movements(reader: Reader, day: date, named: Iterable[PaymentId]) -> list[Movement]:
    """Our side of a day, and of every payment that the gateway named, booked that day or not."""
    rows = {row.text("payment_id"): row for row in await reader.all(_OF_DAY, day=day)}
    for payment_id in named:
        if payment_id not in rows and (row := await reader.one_or_none(_BY_ID, payment_id=payment_id)):
            rows[payment_id] = row
    return [
        movement for row in rows.values() for movement in (_movement(row, LineKind.PAYMENT), _movement(row, LineKind.REFUND))
    ]


async def keep(tx: Transaction, report: Reconciliation) -> None:
    """Keep the report of a day, in the place of an earlier one."""
    await tx.execute(_DROP, day=report.day)
    await tx.execute(
        _KEEP,
        day=report.day,
        made_at=report.made_at,
        here_count=report.here_count,
        here_forints=report.here_forints,
        there_count=report.there_count,
        there_forints=report.there_forints,
    )
    for number, difference in enumerate(report.differences, start=1):
        await tx.execute(
            _KEEP_DIFFERENCE,
            day=report.day,
            number=number,
            kind=difference.kind,
            payment_id=difference.payment_id,
            here=difference.here,
            there=difference.there,
        )


async def of_day(reader: Reader, day: date) -> Reconciliation | None:
    """The report of a day, if one was made."""
    row = await reader.one_or_none(_ONE, day=day)
    return None if row is None else await _report(reader, row)


async def newest(reader: Reader, *, many: int) -> list[Reconciliation]:
    """The newest reports, newest first."""
    return [await _report(reader, row) for row in await reader.all(_NEWEST, many=many)]


async def last_day(reader: Reader) -> date | None:
    """The newest day with a report; `None`: there is none yet."""
    row = await reader.one(_LAST)
    return row.day_or_none("day")


async def first_paid_on(reader: Reader) -> date | None:
    """The day of the first payment online."""
    return (await reader.one(_FIRST_PAID)).day_or_none("day")


async def _report(reader: Reader, row: Row) -> Reconciliation:
    day = row.day("day")
    found = await reader.all(_DIFFERENCES, day=day)
    return Reconciliation(
        day=day,
        made_at=row.instant("made_at"),
        here_count=row.number("here_count"),
        here_forints=row.number("here_forints"),
        there_count=row.number("there_count"),
        there_forints=row.number("there_forints"),
        differences=tuple(
            Difference(
                kind=DifferenceKind(each.text("kind")),
                payment_id=PaymentId(each.text("payment_id")),
                here=each.text("here"),
                there=each.text("there"),
            )
            for each in found
        ),
    )


def _movement(row: Row, kind: LineKind) -> Movement:
    return Movement(
        kind=kind,
        payment_id=PaymentId(row.text("payment_id")),
        amount=row.number("amount_forints"),
        currency=CURRENCY,
        booked_on=row.day_or_none("paid_on" if kind is LineKind.PAYMENT else "refunded_on"),
        state=row.text("state"),
    )
