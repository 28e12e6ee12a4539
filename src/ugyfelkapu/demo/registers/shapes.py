"""Outlines to fill on a canvas: ellipses, smooth curves and brush strokes."""

from collections.abc import Callable, Sequence
from math import cos, hypot, pi, sin
from typing import NamedTuple

ELLIPSE_POINTS = 56
CURVE_STEPS = 8


class Point(NamedTuple):
    """A place on the canvas in pixels, from the upper left corner."""

    x: float
    y: float


def ellipse(centre: Point, *, across: float, down: float, squareness: float = 1.0) -> list[Point]:
    """An ellipse of these half axes; squareness below 1 makes it fuller in the corners."""
    angles = [2 * pi * step / ELLIPSE_POINTS for step in range(ELLIPSE_POINTS)]
    return [
        Point(centre.x + across * _bent(cos(angle), squareness), centre.y + down * _bent(sin(angle), squareness))
        for angle in angles
    ]


def curve(points: Sequence[Point]) -> list[Point]:
    """A smooth line through all the points (Catmull-Rom)."""
    through = [points[0], *points, points[-1]]
    line = [
        _between(through[place : place + 4], step / CURVE_STEPS)
        for place in range(len(points) - 1)
        for step in range(CURVE_STEPS)
    ]
    return [*line, points[-1]]


def loop(points: Sequence[Point]) -> list[Point]:
    """A smooth closed outline through all the points."""
    around = [points[-1], *points, points[0], points[1]]
    return [
        _between(around[place : place + 4], step / CURVE_STEPS) for place in range(len(points)) for step in range(CURVE_STEPS)
    ]


def stroke(line: Sequence[Point], width: Callable[[float], float]) -> list[Point]:
    """A brush drawn along the line, as one outline; its width in pixels depends on how far (0 to 1) it came."""
    last = len(line) - 1
    left, right = [], []
    for place, at in enumerate(line):
        half = width(place / last) / 2
        side = _normal(line[max(place - 1, 0)], line[min(place + 1, last)])
        left.append(Point(at.x + side.x * half, at.y + side.y * half))
        right.append(Point(at.x - side.x * half, at.y - side.y * half))
    return [*left, *reversed(right)]


def _bent(part: float, squareness: float) -> float:
    return (1 if part >= 0 else -1) * float(abs(part) ** squareness)


def _between(points: Sequence[Point], part: float) -> Point:
    before, start, end, after = points
    return Point(
        _spline((before.x, start.x, end.x, after.x), part),
        _spline((before.y, start.y, end.y, after.y), part),
    )


def _spline(values: tuple[float, float, float, float], part: float) -> float:
    before, start, end, after = values
    bend = (2 * before - 5 * start + 4 * end - after) * part + (3 * start - before - 3 * end + after) * part * part
    return start + part * (end - before + bend) / 2


def _normal(start: Point, end: Point) -> Point:
    length = hypot(end.x - start.x, end.y - start.y) or 1.0
    return Point(-(end.y - start.y) / length, (end.x - start.x) / length)
