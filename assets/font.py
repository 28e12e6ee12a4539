"""Cut the project's own subset of Inter: one variable web font and two static fonts for PDFs.

Run by hand when the repertoire changes, after `npm ci`: `python font.py` (fonttools and brotli are in the
development lock). The results are committed, so a build of the style sheet does not need Python.
"""

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HERE = Path(__file__).parent
SOURCE = HERE / "node_modules" / "inter-ui"
PAGE = HERE.parent / "src" / "ugyfelkapu" / "foundation" / "page"
WEIGHTS = (400, 700)
OPTICAL_SIZE = 14
# Basic Latin, Latin-1, Latin Extended-A whole: every name a European register holds. Of Extended-B the letters of
# Romanian, Croatian digraphs, Pinyin, Vietnamese, Azeri, Sami and African names.
LETTERS = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *(0x18F, 0x192, 0x1A0, 0x1A1, 0x1AF, 0x1B0),
    *range(0x1C4, 0x1DD),
    *range(0x1E6, 0x1F0),
    *(0x1F4, 0x1F5),
    *range(0x1F8, 0x220),
    *range(0x226, 0x234),
    *(0x237, 0x259),
    *(0x1E80, 0x1E81, 0x1E82, 0x1E83, 0x1E84, 0x1E85, 0x1E9E, 0x1EF2, 0x1EF3),
)
# Dashes, quotation marks of the three languages, bullet, ellipsis, euro, arrows, not-equal and the check mark.
SIGNS = (
    *(0x2009, 0x2010, 0x2011, 0x2013, 0x2014, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x2022, 0x2026, 0x202F),
    *(0x2039, 0x203A, 0x20AC, 0x2190, 0x2192, 0x2212, 0x2260, 0x2713),
)
# ss02 tells I, l, 1 and O, 0 apart in codes that people type from paper; tnum lines figures up in tables.
FEATURES = ("kern", "mark", "mkmk", "ccmp", "locl", "calt", "tnum", "ss02")


def main() -> None:
    """Write the subset in both forms, with the licence beside each."""
    licence = (SOURCE / "LICENSE.txt").read_text("utf-8")
    web = PAGE / "static"
    print_folder = PAGE / "fonts"
    for folder in (web, print_folder):
        folder.mkdir(exist_ok=True, parents=True)
        (folder / "inter-licence.txt").write_text(licence, "utf-8")
    font = _cut_and_pinned({"opsz": OPTICAL_SIZE, "wght": WEIGHTS})
    font.flavor = "woff2"
    font.save(web / "inter.woff2")
    for weight, name in zip(WEIGHTS, ("Regular", "Bold"), strict=True):
        static = _cut_and_pinned({"opsz": OPTICAL_SIZE, "wght": weight})
        _rename(static, name)
        static.flavor = None
        static.save(print_folder / f"Inter-{name}.ttf")


def _cut_and_pinned(limits: dict[str, float | tuple[int, int]]) -> TTFont:
    font = TTFont(SOURCE / "variable" / "InterVariable.woff2")
    options = subset.Options(layout_features=list(FEATURES), hinting=False, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14])
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=(*LETTERS, *SIGNS))
    cutter.subset(font)
    return instancer.instantiateVariableFont(font, limits)


def _rename(font: TTFont, style: str) -> None:
    names = {1: "Inter", 2: style, 3: f"Inter-{style}-subset", 4: f"Inter {style}", 6: f"Inter-{style}"}
    for identifier, text in names.items():
        font["name"].setName(text, identifier, 3, 1, 0x409)
    bold = style == "Bold"
    font["OS/2"].usWeightClass = 700 if bold else 400
    font["OS/2"].fsSelection = 0x20 if bold else 0x40
    font["head"].macStyle = 1 if bold else 0


if __name__ == "__main__":
    main()
