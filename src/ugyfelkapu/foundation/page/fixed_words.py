"""What no request changes in a page is put in when its template is compiled, not each time the page is shown."""

import re

from jinja2.ext import Extension

_FIXED = re.compile(r'\b(t|static)\(("[a-z0-9_.-]+")\)')
"""A text without values, or the address of a file: called with one literal, and nothing else."""


class FixedWords(Extension):
    """Reads `t("key")` as the filter `"key" | t`: Jinja applies filters to literals beforehand, but calls no function.

    The environment has a filter of the same name beside each of these functions.
    """

    def preprocess(self, source: str, _name: str | None, _filename: str | None = None) -> str:
        """The template as it is compiled."""
        return _FIXED.sub(r"(\2 | \1)", source)
