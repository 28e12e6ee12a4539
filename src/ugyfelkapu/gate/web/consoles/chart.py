"""Bars as SVG, made on the server; the same figures always stand in a table beside."""

from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, BOTTOM = 56, 8, 12, 36
MOST_LABELS = 8
MOST_LINES = 12
LONGEST_LABEL = 44
LINE, LABEL_WIDTH, NUMBER_WIDTH = 28, 330, 60
GREEN, GREY = "#0f5438", "#6b6a66"
_FONT = 'font-family="Inter, Arial, sans-serif" font-size="13"'


def bars(values: Sequence[tuple[str, int]], *, title: str) -> bytes:
    """A bar for each label, over one scale from zero; labels are thinned out so that none overlaps."""
    highest = _round_up(max((many for _, many in values), default=0))
    inner_width, inner_height = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    step = inner_width / max(1, len(values))
    every = max(1, -(-len(values) // MOST_LABELS))
    parts = [*_scale(highest, inner_height)]
    for number, (label, many) in enumerate(values):
        height = inner_height * many / highest
        x, y = LEFT + number * step, HEIGHT - BOTTOM - height
        parts.append(
            f'<rect x="{x + step * 0.12:.1f}" y="{y:.1f}" width="{step * 0.76:.1f}" height="{height:.1f}" fill="{GREEN}"/>'
        )
        if number % every == 0:
            at = f'x="{x + step / 2:.1f}" y="{HEIGHT - 12}"'
            parts.append(f'<text {at} text-anchor="middle" fill="{GREY}" {_FONT}>{escape(label)}</text>')
    return _framed(parts, HEIGHT, title=title)


def lines(values: Sequence[tuple[str, int]], *, title: str) -> bytes:
    """A line for each of the first `MOST_LINES`, with its name before it and its number after."""
    highest = max((many for _, many in values), default=0) or 1
    parts = []
    for number, (label, many) in enumerate(values[:MOST_LINES]):
        top = TOP + number * LINE
        length = (WIDTH - LABEL_WIDTH - NUMBER_WIDTH) * many / highest
        text = f'y="{top + LINE / 2 + 4:.1f}" fill="{GREY}" {_FONT}'
        parts.append(f'<text x="{LABEL_WIDTH - 8}" text-anchor="end" {text}>{escape(_short(label))}</text>')
        parts.append(f'<rect x="{LABEL_WIDTH}" y="{top + 4}" width="{max(length, 1):.1f}" height="{LINE - 8}" fill="{GREEN}"/>')
        parts.append(f'<text x="{LABEL_WIDTH + length + 6:.1f}" {text}>{many}</text>')
    return _framed(parts, lines_height(values), title=title)


def lines_height(values: Sequence[tuple[str, int]]) -> int:
    """How high the picture of `lines` is."""
    return 2 * TOP + LINE * max(1, min(len(values), MOST_LINES))


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"


def _framed(parts: Sequence[str], height: int, *, title: str) -> bytes:
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    frame = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img"><title>{escape(title)}</title>'
    return f"{frame}{''.join(parts)}</svg>".encode()


def _scale(highest: int, inner_height: int) -> list[str]:
    lines = []
    for share in (0.0, 0.5, 1.0):
        y = HEIGHT - BOTTOM - inner_height * share
        lines.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{GREY}" stroke-width="0.5"/>')
        lines.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" fill="{GREY}" {_FONT}>{highest * share:g}</text>')
    return lines


def _round_up(highest: int) -> int:
    """The next even number with one figure before its noughts, so that the scale reads easily."""
    size: int = 10 ** (len(str(max(highest, 2))) - 1)
    return max(2, next(size * step for step in (2, 4, 6, 8, 10, 20) if size * step >= highest))
