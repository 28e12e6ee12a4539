"""What the statistics draw: three measures by day, refusals by their reason, registrations and refusals by body."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ugyfelkapu.foundation.page.wording import day as in_words
from ugyfelkapu.gate.actions.consoles.figures import Span
from ugyfelkapu.gate.actions.consoles.tally import Measure, measure_of, refusal_of, tally
from ugyfelkapu.gate.store import staff
from ugyfelkapu.gate.store.figures import Figure
from ugyfelkapu.gate.web.consoles.chart import HEIGHT, bars, lines, lines_height
from ugyfelkapu.gate.web.consoles.journal_words import wording
from ugyfelkapu.gate.web.counter.room import CounterRoom, Desk

BY_DAY = (Measure.REGISTRATIONS, Measure.SIGN_INS, Measure.REFUSALS)
BY_BODY = (Measure.REGISTRATIONS, Measure.REFUSALS)
MOST_BODIES = 2000

Values = list[tuple[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """One picture, and the figures that stand beside it."""

    name: str
    title: str
    alt: str
    head: str
    """Of the table's first column."""
    height: int
    drawn: Values
    told: Values
    """All of them, where the picture shows the largest."""
    draw: Callable[..., bytes]

    def svg(self) -> bytes:
        """The picture."""
        return self.draw(self.drawn, title=self.title)


async def plots(room: CounterRoom, desk: Desk, figures: Sequence[Figure], *, span: Span) -> list[Plot]:
    """Every plot of these figures."""
    names = await body_names(room, desk)
    refused = [figure for figure in figures if measure_of(figure) is Measure.REFUSALS]
    said = wording(room, desk.visit)
    by_reason = [(said.refusal(reason), many) for reason, many in _ranked(refused, refusal_of, Measure.REFUSALS)]
    by_body = {
        measure: [(names.get(key, names[""]), many) for key, many in _ranked(figures, lambda figure: figure.body_id, measure)]
        for measure in BY_BODY
    }
    return [
        *(_by_day(room, desk, figures, measure=measure, span=span) for measure in BY_DAY),
        _shares(room, desk, "refusals_by_reason", head="reason", values=by_reason),
        *(_shares(room, desk, f"{measure}_by_body", head="body", values=values) for measure, values in by_body.items()),
    ]


async def body_names(room: CounterRoom, desk: Desk) -> dict[str, str]:
    """Bodies by their id; what citizens did by themselves has none."""
    bodies = await staff.bodies(room.world.database.reader, many=MOST_BODIES)
    nobody = room.pages.text(desk.visit, "console.statistics.no_body")
    return {"": nobody, **{body.body_id: body.name for body in bodies}}


def _by_day(room: CounterRoom, desk: Desk, figures: Sequence[Figure], *, measure: Measure, span: Span) -> Plot:
    counted = tally(figures, lambda figure: figure.day.isoformat())
    title = room.pages.text(desk.visit, f"console.column.{measure}")
    days = [(day, counted[day.isoformat()][measure] if day.isoformat() in counted else 0) for day in span.days()]
    return Plot(
        name=measure,
        title=title,
        alt=room.pages.text(desk.visit, "console.statistics.plot_alt", what=title),
        head=room.pages.text(desk.visit, "console.column.day"),
        height=HEIGHT,
        drawn=[(f"{day.month}. {day.day}.", many) for day, many in days],
        told=[(in_words(day, desk.visit.language), many) for day, many in reversed(days) if day.isoformat() in counted],
        draw=bars,
    )


def _shares(room: CounterRoom, desk: Desk, name: str, *, head: str, values: Values) -> Plot:
    title = room.pages.text(desk.visit, f"console.plot.{name}")
    return Plot(
        name=name,
        title=title,
        alt=room.pages.text(desk.visit, "console.statistics.shares_alt", what=title),
        head=room.pages.text(desk.visit, f"console.column.{head}"),
        height=lines_height(values),
        drawn=values,
        told=values,
        draw=lines,
    )


def _ranked(figures: Sequence[Figure], group: Callable[[Figure], str], measure: Measure) -> Values:
    counted = [(key, found[measure]) for key, found in tally(figures, group).items() if found[measure]]
    return sorted(counted, key=lambda pair: (-pair[1], pair[0]))
