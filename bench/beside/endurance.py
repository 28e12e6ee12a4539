"""A million sign-ons, one after the other and many at once: whether the server's memory and its files stay what they were."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean

import msgspec
import uvloop

from bench.beside.measurement import FOLDER
from bench.connection import Line, WrongAnswerError
from bench.flow import Driver, Provider, driver
from bench.installation import Installation
from bench.machine import on_cores, resident_mib, server_and_client_cores
from bench.population import bar
from bench.processes import running, ugyfelkapu
from bench.sign_on import our_server

FILE = FOLDER / "endurance.json"
AT_ONCE = 32
SAMPLES = 200
FLAT_MIB = 16.0
"""Memory is flat when the last fifth of the samples is on average no more than so much above the second fifth."""
FIFTH = 5

MOST_UNAVAILABLE = 1000
COME_BACK_SECONDS = 1.0

Say = Callable[[str], None]
Excuse = Callable[[WrongAnswerError], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """How things stood after so many flows."""

    flows: int
    seconds: float
    """Since the beginning, pauses left out."""
    server_mib: float
    worker_mib: float
    database_mib: float
    """Both files with their logs."""
    unavailable: int = 0
    """How many answers so far were 503: come back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endured:
    """A run, finished or not."""

    machine: Mapping[str, str | int | float]
    planned: int
    samples: list[Sample]
    starts: int
    """How often the servers were started: once, and once more for each time the run was taken up again."""

    @property
    def growth_mib(self) -> float | None:
        """By how much the server's memory grew between the second fifth and the last; `None`: too few samples."""
        part = len(self.samples) // FIFTH
        if not part:
            return None
        early, late = self.samples[part : 2 * part], self.samples[-part:]
        return mean(sample.server_mib for sample in late) - mean(sample.server_mib for sample in early)


def endure(installation: Installation, *, flows: int, machine: Mapping[str, str | float], say: Say) -> None:
    """Go on until so many flows are done; after an interruption, go on where it stopped, with new servers on the same files."""
    before = kept(installation)
    done = before.samples[-1].flows if before and before.samples else 0
    endured = replace(before, planned=flows, starts=before.starts + 1) if before else None
    endured = endured or Endured(machine=machine, planned=flows, samples=[], starts=1)
    if done >= flows:
        return
    server_cores, client_cores = server_and_client_cores()
    settings = ("--settings", str(installation.settings_file))
    log = installation.folder / "worker.log"
    with (
        our_server(installation, cores=server_cores) as provider,
        on_cores(client_cores),
        running(ugyfelkapu("worker", *settings), cores=client_cores, output=log) as worker,
    ):
        watch = _Watch(installation, endured, pids=(provider.pid, worker.pid), say=say)
        uvloop.run(_endure(provider, watch, flows=flows))


class _Watch:
    """Notes how things stand, and says how far it has come."""

    def __init__(self, installation: Installation, endured: Endured, *, pids: tuple[int, int], say: Say) -> None:
        self._folder = installation.folder
        self._endured = endured
        self._pids = pids
        self._say = say
        self._began_at = time.monotonic() - (endured.samples[-1].seconds if endured.samples else 0.0)
        self.done = endured.samples[-1].flows if endured.samples else 0
        self._unavailable = endured.samples[-1].unavailable if endured.samples else 0

    async def excuse(self, error: WrongAnswerError) -> None:
        """A disk that others keep busy for seconds is answered 503; whoever was sent away comes back, a few times."""
        self._unavailable += 1
        if not str(error).startswith("503 ") or self._unavailable > MOST_UNAVAILABLE:
            raise error
        await asyncio.sleep(COME_BACK_SECONDS)

    def note(self) -> None:
        """A sample, kept at once."""
        seconds = time.monotonic() - self._began_at
        server, worker = (resident_mib(pid) for pid in self._pids)
        size = sum(file.stat().st_size for file in self._folder.glob("*.db*")) / 1024**2
        sample = Sample(
            flows=self.done,
            seconds=seconds,
            server_mib=server,
            worker_mib=worker,
            database_mib=size,
            unavailable=self._unavailable,
        )
        self._endured.samples.append(sample)
        keep(self._endured, self._folder)
        planned = self._endured.planned
        left = seconds / max(1, self.done) * (planned - self.done) / 60
        self._say(
            f"{bar(self.done, planned)} {self.done:,} of {planned:,} flows, about {left:.0f} min left; "
            f"server {server:.0f} MiB, databases {size:,.0f} MiB"
        )


async def _endure(provider: Provider, watch: _Watch, *, flows: int) -> None:
    driving = await driver(provider)
    lines = [Line(provider.port) for _ in range(AT_ONCE)]
    try:
        while watch.done < flows:
            many = min(max(1, flows // SAMPLES), flows - watch.done)
            await _many(driving, lines, many, excuse=watch.excuse)
            watch.done += many
            watch.note()
    finally:
        for line in lines:
            line.close()


async def _many(driving: Driver, lines: list[Line], many: int, *, excuse: Excuse) -> None:
    """So many flows over all lines."""
    left = many

    async def repeat(line: Line) -> None:
        nonlocal left
        while left > 0:
            left -= 1
            try:
                await driving.step(line)
            except WrongAnswerError as error:
                left += 1
                await excuse(error)

    async with asyncio.TaskGroup() as group:
        for line in lines:
            group.create_task(repeat(line))


def keep(endured: Endured, folder: Path) -> None:
    """Beside the installation, so that the run can be taken up again, and with the other results."""
    FOLDER.mkdir(exist_ok=True)
    document = msgspec.json.format(msgspec.json.encode(endured), indent=1) + b"\n"
    for file in (FILE, folder / FILE.name):
        file.write_bytes(document)


def kept(installation: Installation | None = None) -> Endured | None:
    """What is kept of the run on this installation; without one, the last result."""
    file = FILE if installation is None else installation.folder / FILE.name
    return msgspec.json.decode(file.read_bytes(), type=Endured) if file.exists() else None
