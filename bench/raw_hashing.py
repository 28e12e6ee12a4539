"""Raw argon2id by libsodium with the system's own parameters: as fast as these cores can verify passwords at all.

A process for each core, so that no interpreter lock is in the way. Usage: python -m bench.raw_hashing SECONDS CORE ...
"""

import multiprocessing
import sys
from dataclasses import dataclass
from time import perf_counter, process_time

from nacl.pwhash import argon2id

from bench.machine import on_cores
from ugyfelkapu.adapters.passwords import MEMORY_BYTES, OPERATIONS

PASSWORD = b"korte-ablak-malom-szekreny"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hashed:
    """What the cores reached together."""

    per_second: float
    cpu_ms: float
    """What one verification cost."""


def verified(cores: set[int], *, seconds: float) -> Hashed:
    """Verify for so long on each of these cores at once."""
    with multiprocessing.get_context("spawn").Pool(len(cores)) as pool:
        each = pool.starmap(_verify, [(core, seconds) for core in sorted(cores)], chunksize=1)
    count = sum(count for count, _, _ in each)
    return Hashed(
        per_second=sum(count / clock for count, clock, _ in each), cpu_ms=sum(cpu for _, _, cpu in each) * 1000 / count
    )


def _verify(core: int, seconds: float) -> tuple[int, float, float]:
    """How many, in how many seconds by the clock and of the core."""
    encoded = argon2id.str(PASSWORD, opslimit=OPERATIONS, memlimit=MEMORY_BYTES)
    with on_cores({core}):
        argon2id.verify(encoded, PASSWORD)
        began_at, cpu_before = perf_counter(), process_time()
        count = 0
        while perf_counter() < began_at + seconds:
            argon2id.verify(encoded, PASSWORD)
            count += 1
        return count, perf_counter() - began_at, process_time() - cpu_before


if __name__ == "__main__":
    print(verified({int(core) for core in sys.argv[2:]}, seconds=float(sys.argv[1])))
