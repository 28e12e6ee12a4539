"""A drawn, friendly face for each made-up person: 180 by 240 pixels, the same face for the same person."""

from datetime import date

from ugyfelkapu.demo.registers.canvas import Canvas
from ugyfelkapu.demo.registers.face import draw_features, shaded
from ugyfelkapu.demo.registers.hair import draw_beard, draw_hair, draw_hair_behind
from ugyfelkapu.demo.registers.looks import Looks, looks_of
from ugyfelkapu.demo.registers.residents import Resident
from ugyfelkapu.demo.registers.shapes import Point, ellipse, loop

WIDTH = 180
HEIGHT = 240


def portrait(resident: Resident, *, founded_on: date) -> bytes:
    """The portrait as PNG."""
    looks = looks_of(resident, founded_on=founded_on)
    canvas = Canvas(WIDTH, HEIGHT, ground=looks.ground)
    canvas.fill(ellipse(Point(90, 120), across=120, down=110), shaded(looks.ground, 1.04))
    draw_hair_behind(canvas, looks)
    _draw_body(canvas, looks)
    _draw_head(canvas, looks)
    draw_beard(canvas, looks)
    draw_features(canvas, looks)
    draw_hair(canvas, looks)
    return canvas.png()


def _draw_body(canvas: Canvas, looks: Looks) -> None:
    slope = 12 if looks.child else 0
    shoulders = [
        Point(4 + slope, 246),
        Point(12 + slope, 212),
        Point(40 + slope / 2, 194),
        Point(72, 184),
        Point(108, 184),
        Point(140 - slope / 2, 194),
        Point(168 - slope, 212),
        Point(176 - slope, 246),
    ]
    canvas.fill(loop(shoulders), looks.clothes)
    collar = [Point(64, 184), Point(90, 214), Point(116, 184), Point(106, 176), Point(74, 176)]
    canvas.fill(collar, shaded(looks.clothes, 1.45))
    neck = [Point(71, 140), Point(70, 184), Point(90, 204), Point(110, 184), Point(109, 140)]
    canvas.fill(neck, shaded(looks.skin, 0.92))
    canvas.fill(ellipse(Point(90, 156), across=18.5, down=13), shaded(looks.skin, 0.8), opacity=0.5)


def _draw_head(canvas: Canvas, looks: Looks) -> None:
    across, down = 42 * looks.face_width, 54 * looks.face_length
    for side in (-1, 1):
        ear = Point(90 + side * across, 112)
        canvas.fill(ellipse(ear, across=7, down=12), shaded(looks.skin, 0.93))
        canvas.fill(ellipse(Point(ear.x + side, ear.y), across=3, down=7), shaded(looks.skin, 0.8))
    jaw = [
        Point(90 - across, 96),
        Point(90 - across * 0.96, 122),
        Point(90 - across * 0.66, 148),
        Point(90, 108 + down),
        Point(90 + across * 0.66, 148),
        Point(90 + across * 0.96, 122),
        Point(90 + across, 96),
        Point(90 + across * 0.72, 66),
        Point(90, 56),
        Point(90 - across * 0.72, 66),
    ]
    canvas.fill(loop(jaw), looks.skin)
