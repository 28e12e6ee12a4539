"""What was measured of whom, as it is kept in `bench/measured/peers.json`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import msgspec

from bench.beside.contestant import Contestant, Kind
from bench.load import Measured

FOLDER = Path(__file__).parents[1] / "measured"
FILE = FOLDER / "peers.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One run of one kind."""

    per_second: float
    p50_ms: float
    p99_ms: float
    cpu_ms: float
    """What one piece cost all that serves, its database's processes too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """All that one contestant gave."""

    name: str
    store: str
    version: str
    durable: bool
    missing: Mapping[str, str]
    memory_mib: float
    """Of the server, without its database's processes, after the last round."""
    rounds: Mapping[str, list[Round]]
    """By the kind's name."""

    @property
    def title(self) -> str:
        """Who, and on what."""
        return f"{self.name}, {self.store}"

    def per_second(self, kind: Kind) -> float | None:
        """The median of the rounds; `None`: not measured."""
        rounds = self.rounds.get(kind)
        return median(one.per_second for one in rounds) if rounds else None

    def p50_ms(self, kind: Kind) -> float | None:
        """The median of the rounds' medians."""
        rounds = self.rounds.get(kind)
        return median(one.p50_ms for one in rounds) if rounds else None

    def p99_ms(self, kind: Kind) -> float | None:
        """The median of the rounds' 99th percentiles."""
        rounds = self.rounds.get(kind)
        return median(one.p99_ms for one in rounds) if rounds else None

    def cpu_ms(self, kind: Kind) -> float | None:
        """The median of the rounds."""
        rounds = self.rounds.get(kind)
        return median(one.cpu_ms for one in rounds) if rounds else None

    def spread(self, kind: Kind) -> float | None:
        """How far the fastest round is from the slowest, as a share of the median; `None`: fewer than two."""
        speeds = [one.per_second for one in self.rounds.get(kind, [])]
        return (max(speeds) - min(speeds)) / median(speeds) if len(speeds) > 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """A whole run."""

    machine: Mapping[str, str | int | float]
    planned_rounds: int
    seconds: float
    """How long each round measured each kind."""
    is_whole: bool
    """Whether it came to its end."""
    absent: Mapping[str, str]
    """Who could not be measured, and why."""
    results: list[Result]


def round_of(measured: Measured) -> Round:
    """What counts of one run."""
    return Round(
        per_second=measured.per_second,
        p50_ms=measured.percentile_ms(50),
        p99_ms=measured.percentile_ms(99),
        cpu_ms=measured.cpu_ms,
    )


def result_of(
    contestant: Contestant, rounds: Mapping[str, list[Round]], *, failed: Mapping[str, str], memory_mib: float
) -> Result:
    """One contestant's; `failed`: kinds in which it answered wrongly, with what it said."""
    return Result(
        name=contestant.name,
        store=contestant.store,
        version=contestant.version,
        durable=contestant.durable,
        missing={**{str(kind): why for kind, why in contestant.missing.items()}, **failed},
        memory_mib=memory_mib,
        rounds=rounds,
    )


def keep(measurement: Measurement) -> None:
    """Write it down, for the report and for the next comparison."""
    FOLDER.mkdir(exist_ok=True)
    FILE.write_bytes(msgspec.json.format(msgspec.json.encode(measurement), indent=1) + b"\n")


def kept() -> Measurement | None:
    """The last one, if there is one."""
    return msgspec.json.decode(FILE.read_bytes(), type=Measurement) if FILE.exists() else None
