"""Commands about payments."""

from datetime import date
from typing import Annotated

from cyclopts import App, Parameter

from ugyfelkapu.app import House
from ugyfelkapu.cli.installation import DataFolder, SettingsFile, in_house
from ugyfelkapu.cli.refusals import CommandRefusedError
from ugyfelkapu.gate.actions.fees import reconcile as reconciling
from ugyfelkapu.gate.domain.gateway import GatewayUnavailable
from ugyfelkapu.gate.domain.reconciliation import Difference, Reconciliation

app = App(name="payments", help="Payments of fees.")

HEAD = ("payment", "difference", "here", "there")


@app.command
def reconcile(
    day: Annotated[str, Parameter(help="The day, as 2026-11-22.")],
    *,
    settings: SettingsFile = None,
    data: DataFolder = None,
) -> None:
    """Compare our payments of a day with the gateway's statement; 2 at the end when they differ."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError as error:
        raise CommandRefusedError(f"{day}: is no day such as 2026-11-22") from error

    async def act(house: House) -> Reconciliation | GatewayUnavailable:
        return await reconciling.reconcile(house.gate, wanted)

    report = in_house(settings, data, act)
    if isinstance(report, GatewayUnavailable):
        raise CommandRefusedError(f"the gateway's statement could not be had: {report.reason}")
    for line in told(report):
        print(line)
    if report.differences:
        raise CommandRefusedError(f"{day}: {len(report.differences)} differences")


def told(report: Reconciliation) -> list[str]:
    """The report as lines of a table."""
    lines = [
        f"{report.day}  here   {report.here_count:>6} movements  {report.here_forints:>12} HUF",
        f"{report.day}  there  {report.there_count:>6} movements  {report.there_forints:>12} HUF",
    ]
    if not report.differences:
        return [*lines, "no difference"]
    rows = [HEAD, *(_row(difference) for difference in report.differences)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    return [
        *lines,
        "",
        *("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows),
    ]


def _row(difference: Difference) -> tuple[str, str, str, str]:
    return (
        difference.payment_id,
        difference.kind.replace("_", " "),
        difference.here or "-",
        difference.there or "-",
    )
