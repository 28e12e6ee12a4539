"""A full list of breached passwords, searched on the disk: sorted digests of eight bytes, found by bisection (`domain.md R7`).

The file is a header and the digests, each the first eight bytes of a password's SHA-1, ascending, none twice. It is mapped,
never loaded: of a list of a thousand million a look-up touches some thirty pages. Eight bytes keep the chance that a password
nobody breached is taken for one below one in ten thousand million.
"""

import mmap
import struct
from bisect import bisect_left
from hashlib import sha1, sha256
from itertools import pairwise
from pathlib import Path
from unicodedata import normalize

MAGIC = b"UKBLOCK1"
DIGEST_BYTES = 8
HEADER = struct.Struct(">8sQ32s16x")
"""The magic word, how many digests follow, and the SHA-256 of them all."""

WHOLLY_CHECKED_BYTES = 64 * 1024 * 1024
"""A list up to this size is reckoned whole at the start; a longer one is probed, since that would take too long."""
PROBES = 4096


class WrongBlockListError(Exception):
    """The file is no block list of ours, or was damaged; the one line says which file and how."""


class NoBreachList:
    """Where no full list is configured: only the bundled one counts."""

    def holds(self, password: str) -> bool:  # noqa: ARG002 - the port's shape
        """No."""
        return False


class BreachList:
    """An open list."""

    def __init__(self, file: Path) -> None:
        with file.open("rb") as source:
            size = file.stat().st_size
            if size < HEADER.size:
                raise WrongBlockListError(_said(file, "is no block list; make one with `ugyfelkapu passwords block`"))
            self._bytes = mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)
        header: tuple[bytes, int, bytes] = HEADER.unpack_from(self._bytes)
        magic, self.count, self._digest = header
        if magic != MAGIC:
            raise WrongBlockListError(_said(file, "is no block list; make one with `ugyfelkapu passwords block`"))
        if size != HEADER.size + self.count * DIGEST_BYTES or not self._is_ascending():
            raise WrongBlockListError(_said(file, "is damaged; make it anew with `ugyfelkapu passwords block`"))
        if size <= WHOLLY_CHECKED_BYTES and not self.is_whole():
            raise WrongBlockListError(_said(file, "is damaged; make it anew with `ugyfelkapu passwords block`"))

    def holds(self, password: str) -> bool:
        """Whether the list has this password, in the one spelling that would be hashed (NFC)."""
        digest = digest_of(normalize("NFC", password))
        place = bisect_left(range(self.count), digest, key=self._at)
        return place < self.count and self._at(place) == digest

    def is_whole(self) -> bool:
        """Whether every byte is as it was written; reads the whole file."""
        with memoryview(self._bytes) as view:
            return sha256(view[HEADER.size :]).digest() == self._digest

    def _at(self, place: int) -> bytes:
        start = HEADER.size + place * DIGEST_BYTES
        return self._bytes[start : start + DIGEST_BYTES]

    def _is_ascending(self) -> bool:
        """Whether evenly spread probes stand in order; a file cut and filled up, or written over, does not."""
        step = max(1, self.count // PROBES)
        probes = [self._at(place) for place in range(0, self.count, step)]
        return all(before < after for before, after in pairwise(probes))


def breach_list(file: str) -> BreachList | NoBreachList:
    """The list of a setting; `WrongBlockListError` or `OSError` when it cannot be used."""
    return BreachList(Path(file)) if file else NoBreachList()


def digest_of(password: str) -> bytes:
    """What the list holds of a password; SHA-1 because the public lists have it, and nothing here relies on its strength."""
    return sha1(password.encode("utf-8", "surrogatepass"), usedforsecurity=False).digest()[:DIGEST_BYTES]


def _said(file: Path, what: str) -> str:
    return f"setting blocked_passwords_file: {file} {what}"
