"""Hair and beards; what falls behind the shoulders is drawn before them."""

from ugyfelkapu.demo.registers.canvas import Canvas
from ugyfelkapu.demo.registers.face import shaded
from ugyfelkapu.demo.registers.looks import Beard, HairCut, Looks
from ugyfelkapu.demo.registers.shapes import Point, ellipse, loop

FALLING = {HairCut.LONG: 206, HairCut.BOB: 160}
"""How far down the hair falls."""


def draw_hair_behind(canvas: Canvas, looks: Looks) -> None:
    """Draw what is seen of the hair behind head and shoulders."""
    across = 42 * looks.face_width
    dark = shaded(looks.hair, 0.82)
    if looks.cut in FALLING:
        end = FALLING[looks.cut]
        outline = [
            Point(90, 40),
            Point(90 - across - 4, 62),
            Point(90 - across - 13, 110),
            Point(90 - across - 14, end - 12),
            Point(90 - across + 8, end),
            Point(90 + across - 8, end),
            Point(90 + across + 14, end - 12),
            Point(90 + across + 13, 110),
            Point(90 + across + 4, 62),
        ]
        canvas.fill(loop(outline), dark)
    if looks.cut is HairCut.BUN:
        canvas.fill(ellipse(Point(90, 38), across=20, down=17), dark)
        canvas.fill(ellipse(Point(90, 92), across=across + 5, down=50), dark)


def draw_hair(canvas: Canvas, looks: Looks) -> None:
    """Draw the hair on the head."""
    across = 42 * looks.face_width
    match looks.cut:
        case HairCut.BALD:
            _draw_sides(canvas, looks, across)
        case HairCut.CROPPED:
            canvas.fill(loop(_cap(across, brow=76, top=46)), looks.hair)
            _draw_sides(canvas, looks, across)
        case HairCut.PARTED:
            canvas.fill(loop(_swept(across)), looks.hair)
            _draw_sides(canvas, looks, across)
        case HairCut.BOB | HairCut.LONG:
            _draw_curtains(canvas, looks, across)
        case HairCut.BUN:
            canvas.fill(loop(_cap(across, brow=70, top=43)), looks.hair)


def draw_beard(canvas: Canvas, looks: Looks) -> None:
    """Draw what grows on the face, under the mouth."""
    across = 42 * looks.face_width
    if looks.beard is Beard.FULL:
        chin = 108 + 54 * looks.face_length
        outline = [
            Point(90 - across * 0.98, 112),
            Point(90 - across * 0.92, 134),
            Point(90 - across * 0.6, 156),
            Point(90, chin + 6),
            Point(90 + across * 0.6, 156),
            Point(90 + across * 0.92, 134),
            Point(90 + across * 0.98, 112),
            Point(90 + across * 0.74, 130),
            Point(90 + 14, 134),
            Point(90, 131),
            Point(90 - 14, 134),
            Point(90 - across * 0.74, 130),
        ]
        canvas.fill(loop(outline), looks.hair, opacity=0.92)
    if looks.beard is Beard.MOUSTACHE:
        outline = [
            Point(90, 133),
            Point(78, 137),
            Point(72, 143),
            Point(82, 141),
            Point(90, 140),
            Point(98, 141),
            Point(108, 143),
            Point(102, 137),
        ]
        canvas.fill(loop(outline), looks.hair, opacity=0.95)


def _cap(across: float, *, brow: float, top: float) -> list[Point]:
    return [
        Point(90 - across - 2, 98),
        Point(90 - across - 1, 74),
        Point(90 - across * 0.62, top + 8),
        Point(90, top),
        Point(90 + across * 0.62, top + 8),
        Point(90 + across + 1, 74),
        Point(90 + across + 2, 98),
        Point(90 + across * 0.86, 82),
        Point(90 + across * 0.5, brow),
        Point(90, brow - 3),
        Point(90 - across * 0.5, brow),
        Point(90 - across * 0.86, 82),
    ]


def _swept(across: float) -> list[Point]:
    return [
        Point(90 - across - 3, 100),
        Point(90 - across - 3, 72),
        Point(90 - across * 0.6, 46),
        Point(90 + 4, 40),
        Point(90 + across * 0.7, 48),
        Point(90 + across + 3, 74),
        Point(90 + across + 3, 100),
        Point(90 + across * 0.88, 84),
        Point(90 + across * 0.5, 70),
        Point(90 - across * 0.2, 79),
        Point(90 - across * 0.84, 86),
    ]


def _draw_sides(canvas: Canvas, looks: Looks, across: float) -> None:
    for side in (-1, 1):
        outline = [
            Point(90 + side * (across + 2), 82),
            Point(90 + side * (across + 3), 102),
            Point(90 + side * across, 118),
            Point(90 + side * (across - 5), 104),
            Point(90 + side * (across - 7), 84),
        ]
        canvas.fill(loop(outline), looks.hair)


def _draw_curtains(canvas: Canvas, looks: Looks, across: float) -> None:
    end = min(FALLING[looks.cut], 172)
    for side in (-1, 1):
        outline = [
            Point(90 - side * 6, 44),
            Point(90 + side * across * 0.7, 48),
            Point(90 + side * (across + 9), 82),
            Point(90 + side * (across + 12), 130),
            Point(90 + side * (across + 9), end),
            Point(90 + side * (across - 3), end - 6),
            Point(90 + side * (across - 1), 124),
            Point(90 + side * across * 0.82, 92),
            Point(90 + side * across * 0.3, 70),
            Point(90 - side * 7, 60),
        ]
        canvas.fill(loop(outline), looks.hair)
