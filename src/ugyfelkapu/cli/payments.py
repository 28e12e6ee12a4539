"""Commands about payments."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from cyclopts import App, Parameter

from ugyfelkapu.app import House
from ugyfelkapu.cli.installation import DataFolder, SettingsFile, in_house
from ugyfelkapu.cli.refusals import CommandRefusedError
from ugyfelkapu.gate.actions.fees import reconcile as reconciling
from ugyfelkapu.gate.actions.fees.reconcile_tills import reconcile_tills
from ugyfelkapu.gate.domain.gateway import GatewayUnavailable
from ugyfelkapu.gate.domain.reconciliation import Difference, Reconciliation
from ugyfelkapu.gate.domain.till_reconciliation import Oddity, TillReport, TillSum

app = App(name="payments", help="Payments of fees.")

HEAD = ("payment", "difference", "here", "there")
TILL_HEAD = ("body", "clerk", "way", "taken", "HUF", "handed back", "HUF")
TILL_DIFFERENCES = ("body", "clerk", "difference", "receipt", "book", "other side")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    tills: TillReport
    online: Reconciliation | GatewayUnavailable


@app.command
def reconcile(
    day: Annotated[str, Parameter(help="The day, as 2026-11-22.")],
    *,
    settings: SettingsFile = None,
    data: DataFolder = None,
) -> None:
    """Compare a day's payments with the gateway's statement and the tills; 2 at the end when anything differs."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError as error:
        raise CommandRefusedError(f"{day}: is no day such as 2026-11-22") from error

    async def act(house: House) -> _Day:
        tills = await reconcile_tills(house.gate, wanted)
        return _Day(tills=tills, online=await reconciling.reconcile(house.gate, wanted))

    compared = in_house(settings, data, act)
    for line in told_tills(compared.tills):
        print(line)
    print()
    many = len(compared.tills.differences) + _told_online(compared.online)
    if many:
        raise CommandRefusedError(f"{day}: {many} differences")


def told(report: Reconciliation) -> list[str]:
    """The report of payments online as lines of a table."""
    lines = [
        f"{report.day}  here   {report.here_count:>6} movements  {report.here_forints:>12} HUF",
        f"{report.day}  there  {report.there_count:>6} movements  {report.there_forints:>12} HUF",
    ]
    if not report.differences:
        return [*lines, "no difference"]
    return [*lines, "", *_table([HEAD, *(_row(difference) for difference in report.differences)])]


def told_tills(report: TillReport) -> list[str]:
    """The report of the tills as lines of tables."""
    if not report.sums and not report.differences:
        return [f"{report.day}  no money at the tills"]
    lines = [f"{report.day}  tills", *_table([TILL_HEAD, *(_sum_row(report, one) for one in report.sums)])]
    if not report.differences:
        return [*lines, "no difference"]
    return [*lines, "", *_table([TILL_DIFFERENCES, *(_till_row(report, one) for one in report.differences)])]


def _told_online(online: Reconciliation | GatewayUnavailable) -> int:
    """Print it; how many differences there are."""
    if online is reconciling.NO_GATEWAY:
        print(f"{reconciling.NO_GATEWAY.reason}: nothing was paid online")
        return 0
    if isinstance(online, GatewayUnavailable):
        raise CommandRefusedError(f"the gateway's statement could not be had: {online.reason}")
    for line in told(online):
        print(line)
    return len(online.differences)


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _row(difference: Difference) -> tuple[str, ...]:
    return (
        difference.payment_id,
        difference.kind.replace("_", " "),
        difference.here or "-",
        difference.there or "-",
    )


def _sum_row(report: TillReport, one: TillSum) -> tuple[str, ...]:
    taken, returned = (one.taken_count, one.taken_forints), (one.handed_back_count, one.handed_back_forints)
    named = (_named(report, one.owner.body_id), _named(report, one.owner.clerk_id))
    return (*named, one.way.replace("_", " "), *(str(number) for number in (*taken, *returned)))


def _till_row(report: TillReport, one: Oddity) -> tuple[str, ...]:
    named = (_named(report, one.owner.body_id), _named(report, one.owner.clerk_id))
    return (*named, one.kind.replace("_", " "), one.number or "-", one.here or "-", one.there or "-")


def _named(report: TillReport, wanted: str) -> str:
    return report.names.get(wanted, wanted)
