"""Reports of days at the tills, in the database."""

from datetime import date

from ugyfelkapu.foundation.database import Reader, Row, Transaction
from ugyfelkapu.gate.domain.office import BodyId, ClerkId
from ugyfelkapu.gate.domain.payment import PaymentWay
from ugyfelkapu.gate.domain.till_reconciliation import Oddity, Owner, TillDifferenceKind, TillReport, TillSum

_DROP = ("DELETE FROM till_difference WHERE day = :day", "DELETE FROM till_sum WHERE day = :day")
_KEEP = """
    INSERT INTO till_report (day, made_at) VALUES (:day, :made_at)
        ON CONFLICT (day) DO UPDATE SET made_at = excluded.made_at
"""
_KEEP_SUM = """
    INSERT INTO till_sum (day, body_id, clerk_id, way, taken_count, taken_forints, handed_back_count, handed_back_forints)
    VALUES (:day, :body_id, :clerk_id, :way, :taken_count, :taken_forints, :handed_back_count, :handed_back_forints)
"""
_KEEP_DIFFERENCE = """
    INSERT INTO till_difference (day, number, kind, body_id, clerk_id, till_number, here, there)
    VALUES (:day, :number, :kind, :body_id, :clerk_id, :till_number, :here, :there)
"""
_REPORT = "SELECT day, made_at FROM till_report"
_ONE = f"{_REPORT} WHERE day = :day"
_NEWEST = f"{_REPORT} ORDER BY day DESC LIMIT :many"
_SUMS = """
    SELECT body_id, clerk_id, way, taken_count, taken_forints, handed_back_count, handed_back_forints FROM till_sum
     WHERE day = :day ORDER BY body_id, clerk_id, way
"""
_DIFFERENCES = """
    SELECT kind, body_id, clerk_id, till_number, here, there FROM till_difference WHERE day = :day ORDER BY number
"""
_NAMES = """
    SELECT body_id AS named_id, name FROM registration_body
     WHERE body_id IN (SELECT body_id FROM till_sum WHERE day = :day UNION SELECT body_id FROM till_difference WHERE day = :day)
     UNION
    SELECT clerk_id AS named_id, username AS name FROM clerk
     WHERE clerk_id IN (SELECT clerk_id FROM till_sum WHERE day = :day
                         UNION SELECT clerk_id FROM till_difference WHERE day = :day)
"""
_LAST = "SELECT max(day) AS day FROM till_report"


async def keep(tx: Transaction, report: TillReport) -> None:
    """Keep the report of a day, in the place of an earlier one."""
    for statement in _DROP:
        await tx.execute(statement, day=report.day)
    await tx.execute(_KEEP, day=report.day, made_at=report.made_at)
    for one in report.sums:
        await tx.execute(
            _KEEP_SUM,
            day=report.day,
            body_id=one.owner.body_id,
            clerk_id=one.owner.clerk_id,
            way=one.way,
            taken_count=one.taken_count,
            taken_forints=one.taken_forints,
            handed_back_count=one.handed_back_count,
            handed_back_forints=one.handed_back_forints,
        )
    for number, difference in enumerate(report.differences, start=1):
        await tx.execute(
            _KEEP_DIFFERENCE,
            day=report.day,
            number=number,
            kind=difference.kind,
            body_id=difference.owner.body_id,
            clerk_id=difference.owner.clerk_id,
            till_number=difference.number,
            here=difference.here,
            there=difference.there,
        )


async def of_day(reader: Reader, day: date) -> TillReport | None:
    """The report of a day, if one was made."""
    row = await reader.one_or_none(_ONE, day=day)
    return None if row is None else await _report(reader, row)


async def newest(reader: Reader, *, many: int) -> list[TillReport]:
    """The newest reports, newest first."""
    return [await _report(reader, row) for row in await reader.all(_NEWEST, many=many)]


async def last_day(reader: Reader) -> date | None:
    """The newest day with a report; `None`: there is none yet."""
    return (await reader.one(_LAST)).day_or_none("day")


async def _report(reader: Reader, row: Row) -> TillReport:
    day = row.day("day")
    return TillReport(
        day=day,
        made_at=row.instant("made_at"),
        sums=tuple(_sum(each) for each in await reader.all(_SUMS, day=day)),
        differences=tuple(_difference(each) for each in await reader.all(_DIFFERENCES, day=day)),
        names={each.text("named_id"): each.text("name") for each in await reader.all(_NAMES, day=day)},
    )


def _sum(row: Row) -> TillSum:
    return TillSum(
        owner=_owner(row),
        way=PaymentWay(row.text("way")),
        taken_count=row.number("taken_count"),
        taken_forints=row.number("taken_forints"),
        handed_back_count=row.number("handed_back_count"),
        handed_back_forints=row.number("handed_back_forints"),
    )


def _difference(row: Row) -> Oddity:
    return Oddity(
        kind=TillDifferenceKind(row.text("kind")),
        owner=_owner(row),
        number=row.text("till_number"),
        here=row.text("here"),
        there=row.text("there"),
    )


def _owner(row: Row) -> Owner:
    return Owner(body_id=BodyId(row.text("body_id")), clerk_id=ClerkId(row.text("clerk_id")))
