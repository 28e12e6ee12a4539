"""Plots are pictures that browsers can read, and never more than the figures."""

from xml.etree import ElementTree as ET

from ugyfelkapu.gate.web.consoles.chart import LABEL_WIDTH, MOST_LINES, WIDTH, lines, lines_height

SVG = "{http://www.w3.org/2000/svg}"


def _widths(svg: bytes) -> list[float]:
    return [float(line.attrib["width"]) for line in ET.fromstring(svg).iter(f"{SVG}rect")]  # noqa: S314 - of our own making


def test_lines_are_as_long_as_their_numbers_say_and_stay_within_the_picture() -> None:
    widths = _widths(lines([("a", 40), ("b", 20), ("c", 0)], title="t"))
    assert widths[0] == 2 * widths[1]
    assert widths[2] == 1
    assert widths[0] + LABEL_WIDTH < WIDTH


def test_a_name_is_text_and_never_markup() -> None:
    drawn = ET.fromstring(lines([("<script>&", 1)], title="<b>"))  # noqa: S314 - of our own making
    assert [text.text for text in drawn.iter(f"{SVG}text")] == ["<script>&", "1"]


def test_only_so_many_lines_are_drawn_and_none_makes_a_picture_too() -> None:
    many = [(str(number), 1) for number in range(MOST_LINES + 5)]
    assert len(_widths(lines(many, title="t"))) == MOST_LINES
    assert lines_height(many) == lines_height(many[:MOST_LINES])
    assert _widths(lines([], title="t")) == []
