"""The machine under the figures: without it they say nothing."""

import os
import platform
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from ugyfelkapu.adapters.huge_pages import huge_pages

COMMITS = 200
KIB_IN_MIB = 1024


def described(folder: Path) -> dict[str, str | float]:
    """What ran the measurement, and how busy it was before."""
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_mib": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // (KIB_IN_MIB * KIB_IN_MIB),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "transparent_hugepage": huge_pages() or "none",
        "load_before": round(os.getloadavg()[0], 2),
        "durable_commit_ms": round(durable_commit_ms(folder), 3),
    }


def durable_commit_ms(folder: Path) -> float:
    """What one commit with `synchronous=FULL` costs on this disk: the floor under every durable answer."""
    file = folder / "commits.db"
    database = sqlite3.connect(file, isolation_level=None)
    for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE piece (body TEXT)"):
        database.execute(statement)
    began_at = perf_counter()
    for _ in range(COMMITS):
        database.execute("INSERT INTO piece VALUES (:body)", {"body": "x" * 300})
    spent = perf_counter() - began_at
    database.close()
    return spent / COMMITS * 1000


def resident_mib(pid: int) -> float:
    """How much memory a process has resident."""
    return _status(pid, "VmRSS")


def peak_resident_mib(pid: int) -> float:
    """The most it ever had."""
    return _status(pid, "VmHWM")


def cpu_seconds(pids: Sequence[int]) -> float:
    """What processes and all that grew from them have used of the cores, all their threads together."""
    return sum(_ticks(pid) for pid in with_descendants(pids)) / os.sysconf("SC_CLK_TCK")


def with_descendants(pids: Sequence[int]) -> list[int]:
    """These processes and all that they started, and those in turn."""
    found = [pid for pid in pids if Path(f"/proc/{pid}").exists()]
    for pid in found:
        with suppress(OSError):
            children = Path(f"/proc/{pid}/task").glob("*/children")
            found += [int(child) for file in children for child in file.read_text(encoding="ascii").split()]
    return found


def _ticks(pid: int) -> int:
    """Of a process and of those children that have ended; none of one that has ended itself."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return sum(int(field) for field in fields[11:15])
    return 0


@contextmanager
def on_cores(cores: set[int]) -> Iterator[None]:
    """Run, and start processes, on these cores alone."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def server_and_client_cores() -> tuple[set[int], set[int]]:
    """One core for the server, the others for who asks; the same one where there is no other."""
    first, *others = sorted(os.sched_getaffinity(0))
    return {first}, set(others) or {first}


def _status(pid: int, name: str) -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / KIB_IN_MIB
    raise LookupError(name)


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
