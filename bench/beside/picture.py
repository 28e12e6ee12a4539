"""`bench/measured/peers.svg`: a panel for each row, a bar for each contestant, as wide as it is fast."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from bench.beside.contestant import Kind
from bench.beside.measurement import FOLDER, Measurement, Result
from bench.beside.ours import NAME

WIDTH, PANEL_WIDTH, BARS_AT, BAR, GAP, TITLE = 1000, 500, 200, 16, 4, 30
BAR_WIDTH = 210
COLUMNS = 2
OURS, OTHER, FORGETFUL = "#0f5438", "#b1501a", "#bbbbbb"


def draw(measurement: Measurement) -> Path:
    """Write the picture; where."""
    FOLDER.mkdir(exist_ok=True)
    file = FOLDER / "peers.svg"
    file.write_text(picture(measurement.results), encoding="utf-8")
    return file


def picture(results: Sequence[Result]) -> str:
    """All panels, two beside each other."""
    height = TITLE + len(results) * (BAR + GAP) + GAP
    rows = -(-len(Kind) // COLUMNS)
    parts = [
        f'<g transform="translate({place % COLUMNS * PANEL_WIDTH} {place // COLUMNS * height})">{_panel(kind, results)}</g>'
        for place, kind in enumerate(Kind)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {rows * height}" '
        'font-family="sans-serif" font-size="11">'
        f'<rect width="{WIDTH}" height="{rows * height}" fill="#fff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _panel(kind: Kind, results: Sequence[Result]) -> str:
    fastest = max((result.per_second(kind) or 0 for result in results), default=0) or 1
    bars = "".join(_bar(place, result, kind, fastest=fastest) for place, result in enumerate(results))
    return f'<text x="8" y="20" font-size="14" font-weight="bold">{escape(kind)}, a second</text>{bars}'


def _bar(place: int, result: Result, kind: Kind, *, fastest: float) -> str:
    y, speed = TITLE + place * (BAR + GAP), result.per_second(kind)
    name = f'<text x="{BARS_AT - 6}" y="{y + 12}" text-anchor="end">{escape(_short(result))}</text>'
    if speed is None:
        return name + f'<text x="{BARS_AT}" y="{y + 12}" fill="#777">not offered</text>'
    width = max(1.0, speed / fastest * BAR_WIDTH)
    colour = OURS if result.name == NAME else OTHER if result.durable else FORGETFUL
    return (
        f'{name}<rect x="{BARS_AT}" y="{y}" width="{width:.1f}" height="{BAR}" fill="{colour}"/>'
        f'<text x="{BARS_AT + width + 5:.1f}" y="{y + 12}">{speed:,.0f}</text>'
    )


def _short(result: Result) -> str:
    store, _, rest = result.store.partition(" ")
    return f"{result.name}, {store.rstrip(',')}" + (", each" if "by itself" in rest else "")
