"""Whether a file is a small PNG picture and nothing else (ISO/IEC 15948): judged by its content, never by its name."""

import struct
import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST_BYTES = 300_000
LEAST_SIDE = 32
MOST_SIDE = 1200
"""Pixels; a portrait and a signature need no more."""

CARRIED = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"pHYs", b"sBIT", b"bKGD"})
"""Chunks that say how the picture looks; text, places and times stay outside."""

CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Samples of a pixel by colour type (section 11.2.2)."""

_AROUND = 12
_HEADER_BYTES = 13


def is_small_png(file: bytes) -> bool:
    """Whether every chunk is whole, known and in its place, and the pixels are as many as the header says."""
    if len(file) > MOST_BYTES or not file.startswith(SIGNATURE):
        return False
    chunks = list(_chunks(file[len(SIGNATURE) :]))
    kinds = [kind for kind, _ in chunks]
    if not chunks or kinds[0] != b"IHDR" or kinds[-1] != b"IEND" or not CARRIED.issuperset(kinds):
        return False
    if kinds.count(b"IHDR") != 1 or kinds.count(b"IEND") != 1:
        return False
    pixels = b"".join(content for kind, content in chunks if kind == b"IDAT")
    expected = _pixel_bytes(chunks[0][1])
    return expected is not None and _unpacks_to(pixels, expected)


def _chunks(rest: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Type and content of each chunk; a broken one ends the file with a type that nobody knows."""
    while rest:
        length = int.from_bytes(rest[:4])
        whole = rest[4 : 8 + length]
        if len(rest) < length + _AROUND or zlib.crc32(whole) != int.from_bytes(rest[8 + length : _AROUND + length]):
            yield b"", b""
            return
        yield whole[:4], whole[4:]
        rest = rest[_AROUND + length :]


def _pixel_bytes(header: bytes) -> int | None:
    """How many bytes the unpacked picture has; `None` for a header of another kind, size or with interlacing."""
    if len(header) != _HEADER_BYTES:
        return None
    width, height, depth, colour, packing, filtering, interlacing = struct.unpack(">IIBBBBB", header)
    sides = all(LEAST_SIDE <= side <= MOST_SIDE for side in (width, height))
    if not sides or colour not in CHANNELS or depth not in {1, 2, 4, 8, 16} or packing or filtering or interlacing:
        return None
    return int(height * (1 + (width * CHANNELS[colour] * depth + 7) // 8))


def _unpacks_to(packed: bytes, expected: int) -> bool:
    unpacking = zlib.decompressobj()
    try:
        unpacked = unpacking.decompress(packed, expected + 1)
    except zlib.error:
        return False
    return len(unpacked) == expected and unpacking.eof and not unpacking.unused_data
