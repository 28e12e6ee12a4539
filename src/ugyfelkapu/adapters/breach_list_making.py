"""Makes a block list of a breach list: in blocks, so that it can be interrupted at any instant and goes on where it was.

Beside the list stand, while it is made, `FILE.part` with the digests so far and `FILE.state` with how far that is. Lines
`SHA1:count` ordered by hash are one ascending run; passwords in clear make a sorted run of each block, merged at the end.
"""

import os
import re
from binascii import unhexlify
from collections.abc import Callable, Iterator
from hashlib import sha256
from heapq import merge
from itertools import islice, pairwise
from pathlib import Path
from typing import BinaryIO

import msgspec

from ugyfelkapu.adapters.breach_list import DIGEST_BYTES, HEADER, MAGIC, digest_of
from ugyfelkapu.gate.domain.password import normalised

BLOCK_LINES = 500_000
LONGEST_LINE = 4096

_HASHED = re.compile(rb"([0-9A-Fa-f]{40})(:[0-9]+)?\r?\n?")

Say = Callable[[int, int], None]
"""Told now and then how many bytes of how many were read."""


class UnreadableListError(Exception):
    """The source is neither kind of list; the one line says where."""


class _State(msgspec.Struct, frozen=True, kw_only=True):
    source_size: int
    source_mtime_ns: int
    offset: int
    lines: int
    runs: tuple[int, ...]


def make_block_list(source: Path, target: Path, say: Say, *, block_lines: int = BLOCK_LINES) -> int:
    """Read `source`, write the block list to `target`, replacing one that is there; how many passwords it blocks."""
    part, noted = _beside(target, "part"), _beside(target, "state")
    with source.open("rb") as lines:
        state = _state_of(lines, noted, part)
        hashed = _is_hashed(lines)
        with part.open("r+b") as digests:
            _go_to(lines, digests, state)
            while block := list(islice(iter(lambda: lines.readline(LONGEST_LINE), b""), block_lines)):
                found = _from_hashes(block, state.lines) if hashed else _from_passwords(block)
                state = _kept(state, found, digests, one_run=hashed, read=(lines.tell(), len(block)))
                noted.write_bytes(msgspec.json.encode(state))
                say(state.offset, state.source_size)
        count = _finish(part, target, state.runs)
    noted.unlink(missing_ok=True)
    return count


def _beside(target: Path, ending: str) -> Path:
    return target.with_name(f"{target.name}.{ending}")


def _state_of(lines: BinaryIO, noted: Path, part: Path) -> _State:
    """Where an interrupted run of the very same source stopped, else the beginning."""
    facts = os.fstat(lines.fileno())
    new = _State(source_size=facts.st_size, source_mtime_ns=facts.st_mtime_ns, offset=0, lines=0, runs=())
    if noted.exists() and part.exists():
        try:
            old = msgspec.json.decode(noted.read_bytes(), type=_State)
        except msgspec.DecodeError:
            old = new  # cut off while it was written: begin anew
        same = (old.source_size, old.source_mtime_ns) == (new.source_size, new.source_mtime_ns)
        if same and part.stat().st_size >= HEADER.size + sum(old.runs) * DIGEST_BYTES:
            return old
    part.write_bytes(bytes(HEADER.size))
    return new


def _is_hashed(lines: BinaryIO) -> bool:
    return _HASHED.fullmatch(lines.readline(LONGEST_LINE)) is not None


def _go_to(lines: BinaryIO, digests: BinaryIO, state: _State) -> None:
    lines.seek(state.offset)
    end = HEADER.size + sum(state.runs) * DIGEST_BYTES
    digests.truncate(end)
    digests.seek(end)


def _from_hashes(block: list[bytes], before: int) -> list[bytes]:
    """The digests of lines in order; `UnreadableListError` where one is no hash or out of order."""
    digests = []
    for number, line in enumerate(block, before + 1):
        match = _HASHED.fullmatch(line)
        if match is None:
            message = f"line {number} is no SHA1:count line"
            raise UnreadableListError(message)
        digests.append(unhexlify(match[1][: 2 * DIGEST_BYTES]))
    for number, (one, other) in enumerate(pairwise(digests), before + 2):
        if other < one:
            message = f"line {number} is not in the order of the hashes; the list has to be the one ordered by hash"
            raise UnreadableListError(message)
    return [digest for place, digest in enumerate(digests) if place == 0 or digest != digests[place - 1]]


def _from_passwords(block: list[bytes]) -> list[bytes]:
    words = (line.rstrip(b"\r\n").decode("utf-8", "replace") for line in block)
    return sorted({digest_of(normalised(word)) for word in words if word})


def _kept(state: _State, found: list[bytes], digests: BinaryIO, *, one_run: bool, read: tuple[int, int]) -> _State:
    """Append a block; it is on the disk before the state says so."""
    last = _last_of(digests) if one_run and state.runs else None
    if last is not None and found:
        if found[0] < last:
            message = f"line {state.lines + 1} is not in the order of the hashes; the list has to be the one ordered by hash"
            raise UnreadableListError(message)
        found = found[1:] if found[0] == last else found
    digests.write(b"".join(found))
    digests.flush()
    os.fsync(digests.fileno())
    runs = (sum(state.runs) + len(found),) if one_run else (*state.runs, len(found))
    offset, lines = read
    return msgspec.structs.replace(state, offset=offset, lines=state.lines + lines, runs=runs)


def _last_of(digests: BinaryIO) -> bytes:
    digests.seek(-DIGEST_BYTES, os.SEEK_END)
    return digests.read(DIGEST_BYTES)


def _finish(part: Path, target: Path, runs: tuple[int, ...]) -> int:
    """Merge the runs if there are several, write the header, and put the list in place in one step."""
    made = part
    if len(runs) > 1:
        made = _beside(target, "merged")
        _merge(part, made, runs)
    count = (made.stat().st_size - HEADER.size) // DIGEST_BYTES
    with made.open("r+b") as digests:
        digests.seek(HEADER.size)
        whole = sha256()
        while piece := digests.read(1 << 20):
            whole.update(piece)
        digests.seek(0)
        digests.write(HEADER.pack(MAGIC, count, whole.digest()))
        digests.flush()
        os.fsync(digests.fileno())
    made.replace(target)
    part.unlink(missing_ok=True)
    return count


def _merge(part: Path, made: Path, runs: tuple[int, ...]) -> None:
    starts = [sum(runs[:number]) for number in range(len(runs))]
    pieces = [_run(part, start, length) for start, length in zip(starts, runs, strict=True)]
    with made.open("wb") as target:
        target.write(bytes(HEADER.size))
        last = b""
        for digest in merge(*pieces):
            if digest != last:
                target.write(digest)
                last = digest


def _run(part: Path, start: int, length: int) -> Iterator[bytes]:
    with part.open("rb") as source:
        source.seek(HEADER.size + start * DIGEST_BYTES)
        for _ in range(length):
            yield source.read(DIGEST_BYTES)
