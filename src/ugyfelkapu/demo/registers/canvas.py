"""A small canvas: fills shapes with smooth edges and writes PNG (ISO/IEC 15948) with the standard library alone."""

import struct
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil, floor

from ugyfelkapu.demo.registers.shapes import Point

SUB_ROWS = 4
"""Each row of pixels is cut so finely for smooth edges."""

VISIBLE = 0.004
SOLID = 0.996

Colour = tuple[int, int, int]
Crossing = tuple[float, int]
"""Where an edge crosses a sub-row, and whether downwards (1) or upwards (-1)."""
Edges = dict[int, float]
"""By how much a shape's cover of the pixels changes from this column on; sparse."""


class Canvas:
    """A picture of 24-bit pixels, painted from back to front."""

    def __init__(self, width: int, height: int, *, ground: Colour) -> None:
        """A canvas of one colour."""
        self._width = width
        self._height = height
        self._rows = [bytearray(bytes(ground) * width) for _ in range(height)]

    def fill(self, outline: Sequence[Point], colour: Colour, *, opacity: float = 1.0) -> None:
        """Fill a closed outline; what it winds around twice is filled too."""
        crossings = _crossings(outline, sub_rows=self._height * SUB_ROWS)
        rows: dict[int, Edges] = defaultdict(lambda: defaultdict(float))
        for sub_row, across in crossings.items():
            for start, end in _inside(sorted(across)):
                _add(rows[sub_row // SUB_ROWS], self._clipped(start), share=1 / SUB_ROWS)
                _add(rows[sub_row // SUB_ROWS], self._clipped(end), share=-1 / SUB_ROWS)
        for row, edges in rows.items():
            _paint(self._rows[row], edges, colour=colour, opacity=opacity)

    def png(self) -> bytes:
        """The picture as a PNG file."""
        header = struct.pack(">IIBBBBB", self._width, self._height, 8, 2, 0, 0, 0)
        pixels = zlib.compress(b"".join(b"\0" + row for row in self._rows), 6)
        chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", pixels), _chunk(b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)

    def _clipped(self, column: float) -> float:
        return min(max(column, 0.0), float(self._width))


def _crossings(outline: Sequence[Point], *, sub_rows: int) -> dict[int, list[Crossing]]:
    crossings: dict[int, list[Crossing]] = defaultdict(list)
    for one, other in pairwise([*outline, outline[0]]):
        upper, lower, direction = (one, other, 1) if one.y <= other.y else (other, one, -1)
        first = max(ceil(upper.y * SUB_ROWS - 0.5), 0)
        after = min(ceil(lower.y * SUB_ROWS - 0.5), sub_rows)
        if first >= after:
            continue
        slope = (lower.x - upper.x) / (lower.y - upper.y)
        for sub_row in range(first, after):
            crossings[sub_row].append((upper.x + slope * ((sub_row + 0.5) / SUB_ROWS - upper.y), direction))
    return crossings


def _inside(across: list[Crossing]) -> Iterator[tuple[float, float]]:
    """The stretches of a sub-row inside the outline (non-zero winding)."""
    winding, start = 0, 0.0
    for column, direction in across:
        if winding == 0:
            start = column
        winding += direction
        if winding == 0:
            yield start, column


def _add(edges: Edges, column: float, *, share: float) -> None:
    """Begin (or, with a negative share, end) covering at a column between two pixels."""
    pixel = floor(column)
    edges[pixel] += share * (pixel + 1 - column)
    edges[pixel + 1] += share * (column - pixel)


def _paint(row: bytearray, edges: Edges, *, colour: Colour, opacity: float) -> None:
    cover = 0.0
    for column, following in pairwise(sorted(edges)):
        cover += edges[column]
        share = cover * opacity
        if share >= SOLID:
            row[column * 3 : following * 3] = bytes(colour) * (following - column)
        elif share >= VISIBLE:
            _blend(row, range(column * 3, following * 3), colour=colour, share=share)


def _blend(row: bytearray, places: range, *, colour: Colour, share: float) -> None:
    for place in places:
        row[place] = round(row[place] + (colour[place % 3] - row[place]) * share)


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)
