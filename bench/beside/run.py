"""The two parts that write `bench/RESULTS.md`: beside the peers, and endurance. An interrupted one keeps what it has."""

import asyncio
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bench.beside import endurance, endurance_report, measurement, picture, report
from bench.beside.measure import Plan, measure
from bench.beside.measurement import Measurement
from bench.installation import furnished_or_taken_up
from bench.processes import free_port

KEPT = Path(__file__).parents[1] / "results" / "endurance"
"""Where endurance keeps its databases until it has come to its end."""

Say = Callable[[str], None]
Machine = Mapping[str, str | float]


def peers(folder: Path, plan: Plan, *, machine: Machine, say: Say) -> None:
    """Measure ours and the peers."""

    def keep(measured: Measurement) -> None:
        if not any(result.rounds for result in measured.results):
            return
        measurement.keep(measured)
        picture.draw(measured)
        say(f"written: {_written()}")

    folder.chmod(0o755)  # peers that run as users of their own reach their places in it
    measure(folder, plan, machine=machine, keep=keep, say=say)


def endure(flows: int, *, machine: Machine, say: Say) -> None:
    """Sign on so often; called again after an interruption, go on."""
    installation = asyncio.run(furnished_or_taken_up(KEPT, port=free_port()))
    try:
        endurance.endure(installation, flows=flows, machine=machine, say=say)
        shutil.rmtree(KEPT)
    finally:
        endured = endurance.kept()
        if endured is not None:
            endurance_report.draw(endured)
            say(f"written: {_written()}")


def planned(names: Sequence[str] | None, *, rounds: int, seconds: float) -> Plan:
    """The plan for these contestants, for all where none is named."""
    return Plan(rounds=rounds, seconds=seconds, peers=names) if names else Plan(rounds=rounds, seconds=seconds)


def _written() -> Path:
    return report.write(measurement.kept(), endurance.kept())
