"""What was measured of SAML sign-ons: kept as JSON, shown as rows and in `bench/RESULTS.md`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

import msgspec

from bench.load import Measured
from bench.result import Row
from bench.sso.contestant import SamlContestant

FILE = Path(__file__).parents[1] / "measured" / "saml.json"
GOALS = {"RS256": 400.0, "ES256": 800.0}
TIMES = 5.0
OURS = 2
"""How many of the results are ours, in front."""

_READ = (
    "A signed request by address, a live session, a signed answer by form. Each server runs on one core with its database's "
    "processes, the client on the other; {at_once} ask at once. Figures are medians of {rounds} rounds of {seconds:g} s in "
    "which all took turns. Noise: slowest to fastest round, as a share of the median.\n"
)
Machine = Mapping[str, str | int | float]


@dataclass(kw_only=True)
class Result:
    """One contestant."""

    name: str
    version: str
    store: str
    otherwise: str
    is_verifying: bool
    """Whether it refuses a request whose signature was changed."""
    rounds: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    p50_ms: list[float] = field(default_factory=list)
    p99_ms: list[float] = field(default_factory=list)

    @classmethod
    def of(cls, contestant: SamlContestant, *, is_verifying: bool) -> "Result":
        """Nothing measured yet."""
        return cls(
            name=contestant.name,
            version=contestant.version,
            store=contestant.store,
            otherwise=contestant.otherwise,
            is_verifying=is_verifying,
        )

    def add(self, measured: Measured) -> None:
        """A round more."""
        self.rounds.append(measured.per_second)
        self.cpu_ms.append(measured.cpu_ms)
        self.p50_ms.append(measured.percentile_ms(50))
        self.p99_ms.append(measured.percentile_ms(99))

    @property
    def per_second(self) -> float:
        """The median of the rounds."""
        return median(self.rounds)


@dataclass(kw_only=True)
class Measurement:
    """One run."""

    machine: Machine
    rounds: int
    seconds: float
    at_once: int
    results: list[Result]
    missing: dict[str, str]
    """Peers that could not be had, and why."""


def keep(measurement: Measurement) -> Path:
    """Write it down; where."""
    FILE.write_bytes(msgspec.json.format(msgspec.json.encode(measurement), indent=1) + b"\n")
    return FILE


def kept() -> Measurement | None:
    """The last run, if there was one."""
    return msgspec.json.decode(FILE.read_bytes(), type=Measurement) if FILE.exists() else None


def rows(measurement: Measurement) -> list[Row]:
    """Ours against the goals, and the one with the peers' kind of key beside each of them."""
    ours, peers = measurement.results[:OURS], measurement.results[OURS:]
    return [*(_alone(result) for result in ours), *(_beside(ours[0], peer) for peer in peers)]


def section(measurement: Measurement) -> Iterator[str]:
    """What the report says of it."""
    yield "## SAML sign-ons beside the peers\n"
    yield " · ".join(f"{name.replace('_', ' ')} {value}" for name, value in measurement.machine.items()) + "\n"
    yield _READ.format(at_once=measurement.at_once, rounds=measurement.rounds, seconds=measurement.seconds)
    yield _table(measurement.results)
    yield "\n".join(_goals(measurement)) + "\n"
    for name, why in measurement.missing.items():
        yield f"Not measured: {name} ({why}).\n"


def _table(results: list[Result]) -> str:
    lines = [
        "| who | version | sessions | a second | CPU ms | p50 ms | p99 ms | noise | forged requests | otherwise |",
        "|---|---|---|---:|---:|---:|---:|---:|---|---|",
    ]
    for each in results:
        noise = (max(each.rounds) - min(each.rounds)) / each.per_second
        forged = "refused" if each.is_verifying else "**answered**"
        figures = f"{each.per_second:.0f} | {median(each.cpu_ms):.2f} | {median(each.p50_ms):.1f} | {median(each.p99_ms):.1f}"
        lines.append(
            f"| {each.name} | {each.version} | {each.store} | {figures} | {noise:.0%} | {forged} | {each.otherwise or '–'} |"
        )
    return "\n".join(lines) + "\n"


def _goals(measurement: Measurement) -> Iterator[str]:
    yield "| goal | ours | |"
    yield "|---|---|---|"
    for row in rows(measurement):
        met = "met" if row.is_met else "**not met**"
        found = f"{row.value:.0f}" if row.ratio is None else f"{row.ratio:.1f} times"
        yield f"| {row.name}: {row.target} | {found} | {met} |"


def _alone(result: Result) -> Row:
    goal = next(goal for name, goal in GOALS.items() if name in result.name)
    row = _row(f"SAML sign-ons, {result.name}", result)
    return replace(row, target=f">= {goal:.0f} a second", is_met=result.per_second >= goal)


def _beside(ours: Result, peer: Result) -> Row:
    row = _row(f"SAML sign-ons, {ours.name}, beside {peer.name} ({peer.store})", ours)
    return replace(
        row,
        peer=peer.name,
        peer_rounds=peer.rounds,
        peer_cpu_ms=median(peer.cpu_ms),
        peer_p50_ms=median(peer.p50_ms),
        peer_p99_ms=median(peer.p99_ms),
        target=f">= {TIMES:.0f} times",
        is_met=ours.per_second >= TIMES * peer.per_second,
    )


def _row(name: str, result: Result) -> Row:
    return Row(
        name=name,
        unit="1/s",
        rounds=result.rounds,
        cpu_ms=median(result.cpu_ms),
        p50_ms=median(result.p50_ms),
        p99_ms=median(result.p99_ms),
    )
