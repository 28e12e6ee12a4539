"""A signature for each made-up person, written from the letters of the name: 320 by 100 pixels, always the same."""

from random import Random
from unicodedata import normalize

from ugyfelkapu.demo.registers.canvas import Canvas, Colour
from ugyfelkapu.demo.registers.chance import chance
from ugyfelkapu.demo.registers.residents import Resident
from ugyfelkapu.demo.registers.shapes import Point, curve, stroke

WIDTH = 320
HEIGHT = 100
PAPER: Colour = (255, 255, 255)
INKS: tuple[Colour, ...] = ((24, 36, 96), (28, 28, 34), (18, 52, 120))

TALL = frozenset("bdfhklt")
DEEP = frozenset("fgjpqyz")
LONGEST_LETTERS = 11
FLOURISH_RATE = 0.6

INITIALS: tuple[tuple[tuple[float, float], ...], ...] = (
    ((0, -24), (3, -30), (1, 2), (-5, 4), (2, -14), (14, -30), (18, -22), (12, -2)),
    ((16, -26), (8, -31), (0, -24), (4, -17), (12, -15), (2, -12), (-3, -3), (4, 2), (14, -3)),
    ((2, -28), (0, 0), (-3, 3), (-2, -26), (8, -32), (17, -24), (10, -15), (2, -14), (12, -1)),
    ((18, -25), (10, -32), (-2, -18), (0, -1), (10, 2), (17, -8), (10, -11), (15, -2)),
    ((-4, -27), (8, -30), (20, -29), (10, -29), (7, -4), (0, 3), (-4, -3), (6, -6), (14, -2)),
    ((-2, 2), (6, -16), (12, -31), (13, -10), (14, 1), (4, -11), (8, -13), (16, -3)),
)
"""The ways to begin a word, as offsets of the pen."""


def signature(resident: Resident) -> bytes:
    """The signature as PNG."""
    random = chance(resident.seed, resident.number, "signature")
    canvas = Canvas(WIDTH, HEIGHT, ground=PAPER)
    ink = random.choice(INKS)
    pen = random.uniform(1.7, 2.6)
    words = (resident.identity.current_name.family_name, resident.identity.current_name.given_name)
    for line in _written(random, words):
        canvas.fill(stroke(curve(line), lambda part: pen * (0.75 + 0.5 * (1 - part) * part * 4 % 1)), ink)
    return canvas.png()


def _written(random: Random, words: tuple[str, ...]) -> list[list[Point]]:
    """The lines of the pen, fitted to the paper and slanted."""
    letters = [[letter for letter in normalize("NFKD", word) if letter.isalpha()][:LONGEST_LETTERS] for word in words]
    lines, start = [], 0.0
    for word in letters:
        line, start = _word(random, word, start=start)
        lines.append(line)
        start += 6
    if random.random() < FLOURISH_RATE:
        lines.append(_flourish(random, start))
    return _fitted(lines, slant=random.uniform(0.15, 0.5))


def _word(random: Random, letters: list[str], *, start: float) -> tuple[list[Point], float]:
    height = random.uniform(6, 9)
    initial = INITIALS[ord(letters[0]) % len(INITIALS)]
    line = [Point(start + x, y + random.uniform(-2, 2)) for x, y in initial]
    at = start + 16
    for letter in letters[1:]:
        line.extend(_letter(random, letter.lower(), at=at, height=height))
        at += random.uniform(8, 12)
        height *= 0.96  # a hand in a hurry gets flatter towards the end
    return [*line, Point(at + 10, random.uniform(-6, 0))], at + 10


def _letter(random: Random, letter: str, *, at: float, height: float) -> list[Point]:
    if letter in TALL:
        return [Point(at + 3, -height * 2.8), Point(at + 1, -height * 2.9), Point(at + 1, 0), Point(at + 5, -height / 2)]
    if letter in DEEP:
        return [Point(at + 3, -height), Point(at + 3, height * 1.6), Point(at - 2, height * 1.7), Point(at + 5, 0)]
    peak = -height * random.uniform(0.8, 1.1)
    return [Point(at + 2, peak), Point(at + 3, peak * 0.9), Point(at + 4, 0), Point(at + 6, -1)]


def _flourish(random: Random, end: float) -> list[Point]:
    drop = random.uniform(14, 20)
    return [
        Point(end - 4, 6),
        Point(end * 0.5, drop),
        Point(end * 0.12, drop - 3),
        Point(end * 0.1, drop - 7),
        Point(end * 0.5, drop - 6),
        Point(end * 0.98, drop - 9),
    ]


def _fitted(lines: list[list[Point]], *, slant: float) -> list[list[Point]]:
    slanted = [[Point(at.x - at.y * slant, at.y) for at in line] for line in lines]
    points = [at for line in slanted for at in line]
    left, right = min(at.x for at in points), max(at.x for at in points)
    top, bottom = min(at.y for at in points), max(at.y for at in points)
    scale = min((WIDTH - 24) / (right - left), (HEIGHT - 20) / (bottom - top), 1.5)
    shift_x, shift_y = (WIDTH - scale * (right + left)) / 2, (HEIGHT - scale * (bottom + top)) / 2
    return [[Point(at.x * scale + shift_x, at.y * scale + shift_y) for at in line] for line in slanted]
