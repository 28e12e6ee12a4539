"""The days' reports about fees, as the operator's people see them: the gateway's statement and the tills (`domain.md R11`)."""

from dataclasses import dataclass
from datetime import date

from ugyfelkapu.gate.actions.fees.reconcile import report_of, reports
from ugyfelkapu.gate.actions.fees.reconcile_tills import till_report_of, till_reports_of
from ugyfelkapu.gate.domain.duty import Duty, require
from ugyfelkapu.gate.domain.office import Clerk
from ugyfelkapu.gate.domain.reconciliation import Reconciliation
from ugyfelkapu.gate.domain.till_reconciliation import TillReport
from ugyfelkapu.gate.ports import GateWorld


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyDay:
    """One day; `None`: no such report was made. At least one was."""

    day: date
    online: Reconciliation | None
    tills: TillReport | None


async def money_days(world: GateWorld, clerk: Clerk) -> list[MoneyDay]:
    """The newest days with a report, newest first; no citizen is named in any."""
    require(clerk, Duty.SEE_MONEY)
    online = {report.day: report for report in await reports(world)}
    tills = {report.day: report for report in await till_reports_of(world)}
    days = sorted(online.keys() | tills.keys(), reverse=True)
    return [MoneyDay(day=day, online=online.get(day), tills=tills.get(day)) for day in days]


async def money_of(world: GateWorld, clerk: Clerk, day: date) -> MoneyDay | None:
    """One of them; `None`: nothing was reported of that day."""
    require(clerk, Duty.SEE_MONEY)
    online, tills = await report_of(world, day), await till_report_of(world, day)
    return MoneyDay(day=day, online=online, tills=tills) if online or tills else None
