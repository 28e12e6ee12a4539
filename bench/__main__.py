"""Measure, beside the peers: `make bench`, or `.venv/bin/python -m bench --help`."""

import argparse
import asyncio
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import counter, hot_paths, journal_search, machine, own_page, plot, report, sign_in, sign_on, start, work
from bench.beside import run
from bench.beside.entrants import ENTRANTS
from bench.installation import Installation, furnished
from bench.processes import free_port
from bench.result import Row
from bench.sso import measure as sso

PARTS = ("work", "start", "sign-in", "sign-on", "saml", "own-page", "counter", "hot-paths", "journal-search", "peers")
ON_REQUEST = ("endurance",)
Described = dict[str, str | float]
BUSY_LOAD = 0.5
INTERRUPTED = 130


def main() -> int:
    """Run the parts that were asked for, and show and keep what they gave."""
    options = _options()
    for number in (signal.SIGTERM, signal.SIGINT):  # the latter is ignored where a shell put us in the background
        signal.signal(number, signal.default_int_handler)  # ends the servers too
    rows: list[Row] = []
    status = 0
    with tempfile.TemporaryDirectory(prefix="ugyfelkapu-bench-", dir=options.folder) as name:
        folder = Path(name)
        described = machine.described(folder)
        _say(" · ".join(f"{key} {value}" for key, value in described.items()))
        if os.getloadavg()[0] > BUSY_LOAD:
            _say("something else uses this machine: figures by the clock will be too low, those in CPU ms less so")
        try:
            for part in _parts(options, folder, described):
                rows += part()
        except KeyboardInterrupt:
            _say("interrupted: what was measured so far")
            status = INTERRUPTED
    if rows:
        print(report.table(rows))
        _say(f"kept in {report.keep(rows, described)}")
        plot.draw(rows)
    return status


def _parts(options: argparse.Namespace, folder: Path, described: Described) -> Iterator[Callable[[], list[Row]]]:
    """The parts in the order in which they disturb each other least."""
    rounds, seconds, wanted = options.rounds, options.seconds, options.only or PARTS
    installation = _furnished(folder)
    if "work" in wanted:
        yield lambda: work.measure(installation)
    if "start" in wanted:
        yield lambda: start.measure(installation, rounds=rounds, say=_say)
    if "sign-in" in wanted:
        yield lambda: sign_in.measure(installation, rounds=rounds, seconds=seconds, say=_say)
    if "sign-on" in wanted:
        yield lambda: sign_on.measure(installation, sign_on.Plan(rounds=rounds, seconds=seconds), say=_say)
    if "saml" in wanted:
        plan = sign_on.Plan(rounds=rounds, seconds=seconds)
        yield lambda: sso.measure(installation, plan, machine=described, say=_say)
    if "own-page" in wanted:
        yield lambda: own_page.measure(installation, rounds=rounds, say=_say)
    yield from _parts_of_their_own(options, folder, described)


def _parts_of_their_own(options: argparse.Namespace, folder: Path, described: Described) -> Iterator[Callable[[], list[Row]]]:
    """The parts that furnish what they measure themselves."""
    rounds, wanted = options.rounds, options.only or PARTS
    if "counter" in wanted:
        yield lambda: counter.measure(folder, rounds=rounds, say=_say)
    if "hot-paths" in wanted:
        yield lambda: hot_paths.measure(folder, rounds=rounds, gates=options.gates, say=_say)
    if "peers" in wanted:
        plan = run.planned(options.peer, rounds=rounds, seconds=options.seconds)
        yield lambda: _told_apart(lambda: run.peers(folder, plan, machine=described, say=_say))
    if "endurance" in wanted:
        yield lambda: _told_apart(lambda: run.endure(options.flows, machine=described, say=_say))
    if "journal-search" in wanted:
        yield lambda: journal_search.measure(entries=options.entries, rounds=rounds, say=_say)


def _told_apart(part: Callable[[], None]) -> list[Row]:
    """These write a report of their own: `bench/RESULTS.md`."""
    part()
    return []


def _furnished(folder: Path) -> Installation:
    _say("preparing people, sessions and a service")
    return asyncio.run(furnished(folder / "installation", port=free_port()))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description="Measure, beside the peers; what it means: docs/benchmarks.md")
    parser.add_argument(
        "--only",
        action="append",
        choices=PARTS + ON_REQUEST,
        help="what to measure, several times if need be; by default all but endurance",
    )
    parser.add_argument("--rounds", type=int, default=3, help="how often each thing is measured, turn and turn about")
    parser.add_argument("--seconds", type=float, default=4.0, help="how long each time")
    parser.add_argument("--gates", type=int, default=1_000_000, help="with how many gates the hot paths are measured")
    parser.add_argument("--entries", type=int, default=10_000_000, help="in how many journal entries is searched")
    parser.add_argument("--peer", action="append", choices=tuple(ENTRANTS), help="who is measured in `peers`; all by default")
    parser.add_argument("--flows", type=int, default=1_000_000, help="how many sign-ons endurance takes")
    parser.add_argument("--folder", type=Path, default=None, help="on which disk; the system's temporary folder by default")
    return parser.parse_args()


_BEGAN_AT = time.monotonic()


def _say(what: str) -> None:
    print(f"[{time.monotonic() - _BEGAN_AT:5.0f} s] {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
