"""Sets a typst template as PDF with our own fonts; what varies reaches it as data, never as text of the template."""

from collections.abc import Mapping
from importlib.resources import as_file, files

import typst


def typeset(template: bytes, values: Mapping[str, str]) -> bytes:
    """A PDF, tagged for screen readers; what Inter lacks comes from typst's own fonts. Takes a thread for its time."""
    with as_file(files("ugyfelkapu.foundation.page").joinpath("fonts")) as folder:
        fonts = typst.Fonts(include_system_fonts=False, font_paths=[folder])
        return typst.compile(template, font_paths=fonts, sys_inputs=dict(values), format="pdf")
