"""`bench/RESULTS.md`: what was measured, as tables that a person reads, with the machine and the noise."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench.beside.contestant import AT_ONCE, SIGN_INS_BESIDE, Kind
from bench.beside.endurance import Endured
from bench.beside.endurance_report import endured_section
from bench.beside.goals import goals
from bench.beside.measurement import Measurement, Result
from bench.sso import results

FILE = Path(__file__).parents[1] / "RESULTS.md"
HUNDRED = 100
_HEAD = """# Results

Written by the bench itself; docs/benchmarks.md says how it is measured and what each peer does.
"""
_BY_CPU = (
    "A goal is met by the clock. By CPU, which others on the same machine disturb less, says how many times more of the core "
    "the peer used for the same piece."
)
_READ = (
    "Each server runs on one core with its database's processes, the client on the other; {many} ask at once where nothing "
    "else is said ({password} for password sign-ins; one refreshes while {beside} sign in). Figures are medians of {rounds} "
    "rounds of {seconds:g} s in which all took turns."
)


def write(measurement: Measurement | None, endured: Endured | None) -> Path:
    """Write the file from what is kept; where."""
    FILE.write_text(document(measurement, endured), encoding="utf-8")
    return FILE


def document(measurement: Measurement | None, endured: Endured | None) -> str:
    """The whole text."""
    saml = results.kept()
    parts = [
        _HEAD,
        *(_of_peers(measurement) if measurement else ()),
        *(results.section(saml) if saml else ()),
        *(endured_section(endured) if endured else ()),
    ]
    return "\n".join(parts)


def _of_peers(measurement: Measurement) -> Iterator[str]:
    yield "## Beside the peers\n"
    yield _machine(measurement)
    if not measurement.is_whole:
        yield "**Interrupted: not all rounds were measured.**\n"
    yield _READ.format(
        many=AT_ONCE[Kind.CODE_FLOW],
        password=AT_ONCE[Kind.PASSWORD],
        beside=SIGN_INS_BESIDE,
        rounds=measurement.planned_rounds,
        seconds=measurement.seconds,
    )
    yield _who(measurement)
    yield "![Speed of each row, ours and the peers'](measured/peers.svg)\n"
    yield _table("Pieces a second", measurement.results, lambda result, kind: _number(result.per_second(kind)))
    yield _table("p99 in ms (p50)", measurement.results, _latency)
    yield _table("CPU of one piece in ms, the database's included", measurement.results, _cpu)
    yield _table("Noise: slowest to fastest round, as a share of the median", measurement.results, _spread)
    yield _goals(measurement.results)
    yield _missing(measurement)


def _machine(measurement: Measurement) -> str:
    return " · ".join(f"{name.replace('_', ' ')} {value}" for name, value in measurement.machine.items()) + "\n"


def _who(measurement: Measurement) -> str:
    lines = ["", "| | who | version | store | durable | memory after, MiB |", "|---|---|---|---|---|---|"]
    for letter, result in _lettered(measurement.results):
        durable = "yes" if result.durable else "no"
        lines.append(f"| {letter} | {result.name} | {result.version} | {result.store} | {durable} | {result.memory_mib:.0f} |")
    return "\n".join(lines) + "\n"


def _table(title: str, results: Sequence[Result], cell: Callable[[Result, Kind], str]) -> str:
    lettered = _lettered(results)
    head = [f"### {title}\n", f"| | {' | '.join(letter for letter, _ in lettered)} |", "|---|" + "---:|" * len(lettered)]
    rows = [f"| {kind} | {' | '.join(cell(result, kind) or '–' for _, result in lettered)} |" for kind in Kind]
    return "\n".join([*head, *rows]) + "\n"


def _goals(results: Sequence[Result]) -> str:
    lines = ["### Goals\n", f"{_BY_CPU}\n", "| goal | target | measured | |", "|---|---|---|---|"]
    for goal in goals(results):
        met = "met" if goal.is_met else "**not met**"
        lines.append(f"| {goal.name} | {goal.target} | {goal.measured} | {met} |")
    return "\n".join(lines) + "\n"


def _missing(measurement: Measurement) -> str:
    """Why there is no figure, for each cell without one."""
    lines = ["### Not measured\n"]
    for letter, result in _lettered(measurement.results):
        lines += [f"- {letter}, {kind}: {_in_one_line(why)}" for kind, why in result.missing.items()]
    lines += [f"- {name}: {_in_one_line(why)}" for name, why in measurement.absent.items()]
    return "\n".join(lines) + "\n" if len(lines) > 1 else ""


def _lettered(results: Sequence[Result]) -> list[tuple[str, Result]]:
    return [(chr(ord("A") + place), result) for place, result in enumerate(results)]


def _latency(result: Result, kind: Kind) -> str:
    p50, p99 = result.p50_ms(kind), result.p99_ms(kind)
    return f"{_number(p99)} ({_number(p50)})" if p99 is not None else ""


def _cpu(result: Result, kind: Kind) -> str:
    cpu = result.cpu_ms(kind)
    return "" if cpu is None else f"{cpu:.3f}" if cpu < 1 else f"{cpu:.1f}"


def _spread(result: Result, kind: Kind) -> str:
    spread = result.spread(kind)
    return "" if spread is None else f"{spread:.0%}"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= HUNDRED else f"{value:.1f}"


def _in_one_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
