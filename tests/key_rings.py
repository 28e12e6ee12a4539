"""Signing keys as a test wants them: made once and read once, since RSA takes its time, and lent by each test's own clock."""

from copy import copy
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.world import HandClock
from ugyfelkapu.adapters.keys import FileKeyRing
from ugyfelkapu.adapters.saml_keys import FileSamlKeys

OVERLAP = timedelta(days=14)


def lent_ring(directory: Path, clock: HandClock) -> FileKeyRing:
    """The ring of a directory in which no key is rotated, as a server that starts now would open it."""
    return _lent(_opened(directory), clock)


@cache
def _opened(directory: Path) -> FileKeyRing:
    return FileKeyRing(directory, HandClock())


def lent_saml_keys(clock: HandClock) -> FileSamlKeys:
    """The same for SAML: keys and certificates of this process of tests, which none of them rotates."""
    keys = copy(_saml_opened()[1])
    keys._ring = _lent(keys._ring, clock)
    return keys


def _lent(ring: FileKeyRing, clock: HandClock) -> FileKeyRing:
    lent = copy(ring)
    lent._clock = clock
    lent._files = dict(ring._files)
    return lent


@cache
def _saml_opened() -> tuple[TemporaryDirectory[str], FileSamlKeys]:
    folder = TemporaryDirectory(prefix="saml-keys-")
    return folder, FileSamlKeys(Path(folder.name), HandClock(), host="id.example.test", published_first=OVERLAP)
