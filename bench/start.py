"""Row 3: how long a start takes; memory stands with the loads that need it."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bench.installation import Installation
from bench.processes import free_port, running, ugyfelkapu, wait_for_line, wait_until_ready
from bench.result import Row

SERVE_STARTS = 5
SERVE_TARGET_SECONDS = 2.0
DEMO_TARGET_SECONDS = 20.0
DEMO_PORTS = 12

Say = Callable[[str], None]


def measure(installation: Installation, *, rounds: int, say: Say) -> list[Row]:
    """The rows of both starts."""
    return [
        _row("`ugyfelkapu serve` until ready", _serve_starts(installation, say=say), SERVE_TARGET_SECONDS),
        _row(
            "`ugyfelkapu demo --fresh`, empty folder, until ready", _demo_starts(installation, rounds, say), DEMO_TARGET_SECONDS
        ),
    ]


def _serve_starts(installation: Installation, *, say: Say) -> list[float]:
    seconds = []
    output = installation.folder / "serve.log"
    command = ugyfelkapu("serve", "--settings", str(installation.settings_file))
    for number in range(1, SERVE_STARTS + 1):
        say(f"start: serve, {number} of {SERVE_STARTS}")
        began_at = time.monotonic()
        with running(command, cores=os.sched_getaffinity(0), output=output) as process:
            wait_until_ready(process, port=installation.port, path="/health/ready", output=output)
            seconds.append(time.monotonic() - began_at)
    return seconds


def _demo_starts(installation: Installation, rounds: int, say: Say) -> list[float]:
    seconds = []
    for number in range(1, rounds + 1):
        say(f"start: demo, {number} of {rounds}")
        folder = installation.folder / "demo"
        output = installation.folder / f"demo-{number}.log"
        began_at = time.monotonic()
        with running(_demo_command(folder), cores=os.sched_getaffinity(0), output=output) as process:
            wait_for_line(process, "ready", output=output)
            seconds.append(time.monotonic() - began_at)
        shutil.rmtree(folder)
    return seconds


def _demo_command(folder: Path) -> list[str]:
    return ugyfelkapu("demo", "--data", str(folder), "--port", str(free_port(DEMO_PORTS)), "--fresh")


def _row(name: str, seconds: list[float], target: float) -> Row:
    return Row(name=name, unit="s", rounds=seconds, target=f"< {target:g}", is_met=median(seconds) < target)
