"""Eyes, brows, nose, mouth and what the years leave on a face."""

from ugyfelkapu.demo.registers.canvas import Canvas, Colour
from ugyfelkapu.demo.registers.looks import Beard, Looks
from ugyfelkapu.demo.registers.shapes import Point, curve, ellipse, loop, stroke

WHITE: Colour = (250, 249, 247)
DARK: Colour = (36, 30, 30)
FRAME: Colour = (52, 48, 50)
LIPS: Colour = (176, 84, 82)
EYE_LINE = 108


def draw_features(canvas: Canvas, looks: Looks) -> None:
    """Draw the features on a head that is already there."""
    for side in (-1, 1):
        _draw_cheek(canvas, looks, side)
        _draw_eye(canvas, looks, side)
        _draw_brow(canvas, looks, side)
    _draw_nose(canvas, looks)
    _draw_mouth(canvas, looks)
    if looks.old:
        _draw_wrinkles(canvas, looks)
    if looks.glasses:
        _draw_glasses(canvas, looks)


def shaded(colour: Colour, share: float) -> Colour:
    """The colour darker (below 1) or lighter (above 1)."""
    red, green, blue = (min(round(part * share), 255) for part in colour)
    return red, green, blue


def _eye(looks: Looks, side: int) -> Point:
    return Point(90 + side * 18 * looks.eye_distance * looks.face_width, EYE_LINE)


def _draw_cheek(canvas: Canvas, looks: Looks, side: int) -> None:
    cheek = Point(90 + side * 24 * looks.face_width, 128)
    canvas.fill(ellipse(cheek, across=10, down=7), (214, 110, 100), opacity=0.16)


def _draw_eye(canvas: Canvas, looks: Looks, side: int) -> None:
    at = _eye(looks, side)
    lid = [Point(at.x - 8, at.y), Point(at.x - 3, at.y - 4.5), Point(at.x + 3, at.y - 4.5), Point(at.x + 8, at.y)]
    canvas.fill(loop([*lid, Point(at.x + 3, at.y + 4), Point(at.x - 3, at.y + 4)]), WHITE)
    canvas.fill(ellipse(at, across=4.1, down=4.3), looks.eyes)
    canvas.fill(ellipse(at, across=2, down=2), DARK)
    canvas.fill(ellipse(Point(at.x + 1.3, at.y - 1.5), across=0.9, down=0.9), WHITE)
    canvas.fill(stroke(curve(lid), lambda part: 1.2 + 1.2 * part * (1 - part)), DARK, opacity=0.85)


def _draw_brow(canvas: Canvas, looks: Looks, side: int) -> None:
    at = _eye(looks, side)
    line = [
        Point(at.x - side * 9, at.y - 11),
        Point(at.x, at.y - 14.5),
        Point(at.x + side * 10, at.y - 11),
    ]
    canvas.fill(stroke(curve(line), lambda part: 3.4 - 2 * part), shaded(looks.hair, 0.8), opacity=0.9)


def _draw_nose(canvas: Canvas, looks: Looks) -> None:
    tip = 112 + 15 * looks.nose_length
    line = [Point(88, 112), Point(86, tip - 5), Point(84.5, tip), Point(90, tip + 2.5), Point(95.5, tip)]
    canvas.fill(stroke(curve(line), lambda part: 1.2 + part), shaded(looks.skin, 0.74), opacity=0.8)


def _draw_mouth(canvas: Canvas, looks: Looks) -> None:
    half, smile = 13 * looks.mouth_width, 3 * looks.smile
    left, right = Point(90 - half, 144 - smile / 2), Point(90 + half, 144 - smile / 2)
    lower = [left, Point(90 - half / 2, 144 + smile), Point(90, 145 + smile), Point(90 + half / 2, 144 + smile), right]
    full = [*curve(lower), Point(90 + 5, 142), Point(90, 143.2), Point(90 - 5, 142)]
    colour = LIPS if looks.beard is Beard.NONE else shaded(LIPS, 0.9)
    canvas.fill(full, colour, opacity=0.75)
    line = curve([left, Point(90, 144 + smile / 2), right])
    canvas.fill(stroke(line, lambda part: 0.8 + 2.4 * part * (1 - part)), shaded(LIPS, 0.55))


def _draw_wrinkles(canvas: Canvas, looks: Looks) -> None:
    lines = [[Point(76, 80), Point(90, 78.5), Point(104, 80)], [Point(78, 87), Point(90, 85.5), Point(102, 87)]]
    for side in (-1, 1):
        lines.append([Point(90 + side * 15, 130), Point(90 + side * 20, 137), Point(90 + side * 20, 144)])
        lines.append([Point(90 + side * 12, 116), Point(90 + side * 18, 118.5), Point(90 + side * 24, 116)])
    for line in lines:
        canvas.fill(stroke(curve(line), lambda _: 1.1), shaded(looks.skin, 0.72), opacity=0.55)


def _draw_glasses(canvas: Canvas, looks: Looks) -> None:
    for side in (-1, 1):
        at = _eye(looks, side)
        rim = ellipse(Point(at.x, at.y + 1), across=14, down=11.5, squareness=0.75)
        canvas.fill(rim, WHITE, opacity=0.14)
        canvas.fill(stroke([*rim, rim[0]], lambda _: 1.9), FRAME)
        arm = [Point(at.x + side * 14, at.y - 2), Point(90 + side * 43 * looks.face_width, at.y - 5)]
        canvas.fill(stroke(arm, lambda _: 1.9), FRAME)
    left, right = _eye(looks, -1).x + 14, _eye(looks, 1).x - 14
    bridge = [Point(left, EYE_LINE), Point(90, EYE_LINE - 3), Point(right, EYE_LINE)]
    canvas.fill(stroke(curve(bridge), lambda _: 1.9), FRAME)
