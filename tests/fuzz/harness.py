"""One target under atheris, in a process of its own: `python -m tests.fuzz.harness TARGET FOLDER -max_total_time=60`.

A finding is kept and the search goes on; of one kind (exception and the line it came from) one input is kept, the shortest.
"""

import json
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random
from time import process_time

import atheris

with atheris.instrument_imports(include=["ugyfelkapu.broker", "ugyfelkapu.foundation.page.form"]):
    from tests.fuzz.targets import TARGETS, Target

from tests.fuzz.damage import MOST_BYTES
from tests.fuzz.seeds import seeds
from tests.fuzz.wrapped import damaged_input

_TREE_SHARE = 0.8
"""How often the tree is damaged; else libFuzzer damages bytes, guided by what it saw compared."""


SLOWEST_SECONDS = 0.5
"""Of the processor, for an input of at most `MOST_BYTES`: more is as good as an outage."""


class TooSlowError(Exception):
    """An input keeps the process busy."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where findings of one target are kept."""

    folder: Path

    def keep(self, data: bytes, error: BaseException) -> None:
        """The input and what it did, if there is no shorter one of its kind."""
        kind = _kind(error)
        name = sha256(kind.encode()).hexdigest()[:12]
        kept = self.folder / f"{name}.input"
        if kept.exists() and kept.stat().st_size <= len(data):
            return
        kept.write_bytes(data)
        told = {"kind": kind, "error": repr(error)[:300], "trace": traceback.format_tb(error.__traceback__)[-3:]}
        (self.folder / f"{name}.json").write_text(json.dumps(told, indent=1) + "\n")
        sys.stderr.write(f"FOUND {kind}\n")

    def forget_mended(self, target: Target) -> None:
        """What does no harm any more goes, so that only what is still open is counted."""
        for kept in self.folder.glob("*.input"):
            with suppress(Exception):
                target(kept.read_bytes())
                kept.unlink()
                kept.with_suffix(".json").unlink()


def _kind(error: BaseException) -> str:
    places = [f"{Path(frame.filename).name}:{frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    ours = [place for place in places if not place.startswith("lxml")]
    return f"{type(error).__name__} in {' < '.join(reversed(ours[-3:]))}"


def _watched(target: Target, found: Found) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        began = process_time()
        try:
            target(data)
            _refuse_slowness(process_time() - began)
        except Exception as error:  # noqa: BLE001 - every kind is a finding
            found.keep(data, error)

    return run


def _refuse_slowness(seconds: float) -> None:
    if seconds > SLOWEST_SECONDS:
        raise TooSlowError(f"{seconds:.1f} seconds")


def _mutator(name: str) -> Callable[[bytes, int, int], bytes]:
    def mutate(data: bytes, most: int, seed: int) -> bytes:
        chance = Random(seed)  # noqa: S311 - a fuzzer's chance
        if chance.random() > _TREE_SHARE:
            return bytes(atheris.Mutate(data, most))
        start = data if chance.random() < 0.9 and data else chance.choice(seeds(name))
        return damaged_input(name, start, chance)[:most]

    return mutate


def main(name: str, folder: Path, options: list[str]) -> None:
    """Never comes back: libFuzzer ends the process."""
    corpus, found = folder / "corpus", folder / "found"
    for each in (corpus, found):
        each.mkdir(parents=True, exist_ok=True)
    for seed in seeds(name):
        (corpus / sha256(seed).hexdigest()[:16]).write_bytes(seed)
    Found(found).forget_mended(TARGETS[name])
    given = [sys.argv[0], str(corpus), f"-max_len={MOST_BYTES}", "-timeout=10", "-rss_limit_mb=1500", *options]
    atheris.Setup(given, _watched(TARGETS[name], Found(found)), custom_mutator=_mutator(name))
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
