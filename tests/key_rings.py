"""Signing keys as a test wants them: made once and read once, since RSA takes its time, and lent by each test's own clock."""

from copy import copy
from functools import cache
from pathlib import Path

from tests.world import HandClock
from ugyfelkapu.adapters.keys import FileKeyRing


def lent_ring(directory: Path, clock: HandClock) -> FileKeyRing:
    """The ring of a directory in which no key is rotated, as a server that starts now would open it."""
    ring = copy(_opened(directory))
    ring._clock = clock
    ring._files = dict(ring._files)
    return ring


@cache
def _opened(directory: Path) -> FileKeyRing:
    return FileKeyRing(directory, HandClock())
