"""A picture of the sign-on rows: p50 and p99 by how many sign on at once, ours and the peers', on a scale of powers of ten."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import log10
from pathlib import Path

from bench.report import RESULTS
from bench.result import Row

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 400, 60, 250, 30, 50
COLOURS = ("#0f5438", "#b1501a", "#3b5b92")
_AT_ONCE = re.compile(r"sign-ons, (\d+) at once")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One curve."""

    name: str
    colour: str
    dashes: str
    points: tuple[tuple[int, float], ...]
    """How many at once, and milliseconds."""


def draw(rows: Sequence[Row]) -> Path | None:
    """Write `bench/results/latency.svg`; `None` when nothing was measured that it could show."""
    lines = _lines([row for row in rows if _AT_ONCE.match(row.name)])
    if not lines:
        return None
    file = RESULTS / "latency.svg"
    file.write_text(_picture(lines), encoding="utf-8")
    return file


def _lines(rows: list[Row]) -> list[Line]:
    curves: dict[str, dict[int, tuple[float, float]]] = {}
    for row in rows:
        found = _AT_ONCE.match(row.name)
        at_once = int(found[1]) if found else 0
        for name, p50, p99 in (("ugyfelkapu", row.p50_ms, row.p99_ms), (row.peer, row.peer_p50_ms, row.peer_p99_ms)):
            if p50 is not None and p99 is not None:
                curves.setdefault(name, {})[at_once] = (p50, p99)
    return [
        Line(
            name=f"{name}, p{percent}",
            colour=colour,
            dashes=dashes,
            points=tuple((at_once, both[place]) for at_once, both in curve.items()),
        )
        for (name, curve), colour in zip(curves.items(), COLOURS, strict=False)
        for place, percent, dashes in ((0, 50, ""), (1, 99, "5 4"))
    ]


def _picture(lines: list[Line]) -> str:
    values = [milliseconds for line in lines for _, milliseconds in line.points]
    low, high = int(log10(min(values)) // 1), int(-(-log10(max(values)) // 1))
    places = sorted({at_once for line in lines for at_once, _ in line.points})
    scale = _Scale(low=low, high=max(high, low + 1), places=places)
    parts = [*_grid(scale), *(part for number, line in enumerate(lines) for part in _curve(line, scale, number))]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n<text x="{LEFT}" y="18">Latency of a sign-on in ms</text>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    """From values to places in the picture."""

    low: int
    high: int
    places: list[int]

    def x(self, at_once: int) -> float:
        """Evenly, in the order of the numbers."""
        return LEFT + self.places.index(at_once) * (WIDTH - LEFT - RIGHT) / max(1, len(self.places) - 1)

    def y(self, milliseconds: float) -> float:
        """By powers of ten."""
        share = (log10(milliseconds) - self.low) / (self.high - self.low)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def _grid(scale: _Scale) -> list[str]:
    right = WIDTH - RIGHT
    rows = [(10.0**power, scale.y(10.0**power)) for power in range(scale.low, scale.high + 1)]
    return [
        *(f'<path d="M{LEFT} {y:.1f}H{right}" stroke="#ddd"/>' for _, y in rows),
        *(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>' for value, y in rows),
        *(
            f'<text x="{scale.x(place):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{place}</text>'
            for place in scale.places
        ),
        f'<text x="{(LEFT + right) / 2:.0f}" y="{HEIGHT - 10}" text-anchor="middle">sign-ons at once</text>',
    ]


def _curve(line: Line, scale: _Scale, number: int) -> list[str]:
    points = " ".join(f"{scale.x(at_once):.1f},{scale.y(value):.1f}" for at_once, value in line.points)
    style = f'fill="none" stroke="{line.colour}" stroke-width="2" stroke-dasharray="{line.dashes}"'
    x, y = WIDTH - RIGHT + 20, TOP + 20 + number * 20
    return [
        f'<polyline points="{points}" {style}/>',
        f'<path d="M{x} {y}h24" {style}/>',
        f'<text x="{x + 32}" y="{y + 4}">{escape(line.name)}</text>',
    ]
