"""`make fuzz`: every target in turn, slice by slice, from where the last run ended; Ctrl-C ends it, and nothing is lost.

`python -m tests.fuzz [SECONDS] [TARGET...]`. Corpus, findings and the log of slices are in `.fuzz/`.
"""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.fuzz.targets import TARGETS

FOLDER = Path(".fuzz")
SLICE_SECONDS = 60
_DONE = re.compile(r"Done (\d+) runs in (\d+) second")
_COVERED = re.compile(r"cov: (\d+) ft: (\d+) corp: (\d+)/")


def run(seconds: int, names: Sequence[str]) -> int:
    """Fuzz for so long in all, evenly; how many kinds of findings there are."""
    each = max(1, min(SLICE_SECONDS, seconds // len(names)))
    for _ in range(max(1, seconds // (each * len(names)))):
        for name in names:
            _say(_slice(name, each))
    return sum(len(list((FOLDER / name / "found").glob("*.input"))) for name in names)


def _slice(name: str, seconds: int) -> dict[str, object]:
    folder = FOLDER / name
    command = [
        sys.executable,
        "-m",
        "tests.fuzz.harness",
        name,
        str(folder),
        f"-max_total_time={seconds}",
        "-print_final_stats=1",
    ]
    command.append(f"-artifact_prefix={folder}/")
    ended = subprocess.run(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, errors="replace", check=False)
    done, covered = _DONE.search(ended.stderr), _COVERED.findall(ended.stderr)
    (folder / "last.log").write_text(ended.stderr)
    told: dict[str, object] = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "target": name, "exit": ended.returncode}
    told |= {"executions": int(done[1]) if done else 0, "seconds": int(done[2]) if done else 0}
    told |= dict(zip(("edges", "features", "corpus"), map(int, covered[-1]), strict=True)) if covered else {}
    told["found"] = sorted(json.loads(file.read_text())["kind"] for file in (folder / "found").glob("*.json"))
    with (FOLDER / "log.jsonl").open("a") as log:
        log.write(json.dumps(told) + "\n")
    return told


def _say(told: dict[str, object]) -> None:
    found = told["found"]
    kinds = len(found) if isinstance(found, list) else 0
    figures = (
        f"{told['executions']:>8} runs in {told['seconds']} s, {told.get('edges', 0)} edges, {told.get('corpus', 0)} inputs"
    )
    print(f"{told['target']:<14} {figures}, {kinds} kinds of findings", flush=True)  # noqa: T201 - its output is the result


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 3600
    try:
        sys.exit(1 if run(asked, sys.argv[2:] or list(TARGETS)) else 0)
    except KeyboardInterrupt:
        sys.exit("stopped; the next run goes on from here")
