"""How much was done, by day, body and clerk: kept figures for days that are counted, the journal itself for the others."""

from dataclasses import dataclass
from datetime import date, timedelta

from ugyfelkapu.foundation.database import Reader
from ugyfelkapu.foundation.policy import LEGAL_TIME
from ugyfelkapu.gate.actions.consoles.watch_counters import hour_of
from ugyfelkapu.gate.domain.duty import Duty, require, scope_of
from ugyfelkapu.gate.domain.office import Clerk
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import figures
from ugyfelkapu.gate.store.figures import Figure

LONGEST_DAYS = 92


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Whole days, both ends included."""

    first: date
    last: date

    def days(self) -> list[date]:
        """Every day, in order."""
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]


def span_of(first: date | None, last: date | None, *, today: date) -> Span:
    """A span as asked for: not in the future, not longer than `LONGEST_DAYS`; the last two weeks if nothing was."""
    end = min(last or today, today)
    begin = first or end - timedelta(days=13)
    return Span(first=max(min(begin, end), end - timedelta(days=LONGEST_DAYS - 1)), last=end)


async def figures_for(world: GateWorld, clerk: Clerk, span: Span) -> list[Figure]:
    """The figures of a span: a supervisor's own body's, or all."""
    require(clerk, Duty.SEE_WORK)
    body_id = scope_of(clerk)
    return [figure for figure in await _all(world.database.reader, span) if body_id is None or figure.body_id == body_id]


async def _all(reader: Reader, span: Span) -> list[Figure]:
    counted = await figures.counted_days(reader, span.first, span.last)
    found = await figures.kept(reader, span.first, span.last)
    for day in span.days():
        if day not in counted:
            found += await figures.counted_now(reader, day, since=hour_of(day, 0), until=hour_of(day, 24))
    return found


async def count_next_day(world: GateWorld) -> int:
    """Count the next day that is over, and keep it; 0 when there is none. The worker's."""
    reader = world.database.reader
    last = await figures.last_counted(reader)
    began_at = None if last else await figures.first_entry_at(reader)
    if last is None and began_at is None:
        return 0
    day = last + timedelta(days=1) if last else began_at.astimezone(LEGAL_TIME).date() if began_at else date.max
    if day >= world.clock.now().astimezone(LEGAL_TIME).date():
        return 0
    async with world.database.transaction() as tx:
        await figures.keep_day(tx, day, since=hour_of(day, 0), until=hour_of(day, 24))
    return 1
