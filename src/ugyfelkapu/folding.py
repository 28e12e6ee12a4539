"""Names as both wings compare them; nothing folded is ever shown, and what is kept is always what a register spells."""

import re
import unicodedata

_STROKED = str.maketrans({"đ": "d", "ð": "d", "ł": "l", "ø": "o", "ħ": "h", "ŧ": "t", "\u0131": "i", "æ": "ae", "œ": "oe"})
DASHES = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
"""What joins the parts of a name, or stands between them."""

_APOSTROPHES = re.compile(r"['`\u00b4\u02b9-\u02bf\u2018\u2019\u201b]")
_TITLES = frozenset({"dr", "dr.", "ifj", "ifj.", "id", "id.", "özv", "özv."})


def fold(text: str) -> str:
    """The text for comparison only: case, accents, hyphens and apostrophes of a name do not count.

    Foreign keyboards lack letters, and registers spell one name in several ways; what is kept is always what the
    register spells.
    """
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).casefold()
    opened = unicodedata.normalize("NFKD", plain)  # again, because a capital may fold into a letter with a mark
    bare = "".join(sign for sign in opened if not unicodedata.combining(sign)).translate(_STROKED)
    return DASHES.sub(" ", _APOSTROPHES.sub("", bare)).strip()


def name_key(name: str) -> str:
    """A name for comparison: folded, without titles, in whatever order its parts were written."""
    parts = (part for word in name.split() if word.casefold() not in _TITLES for part in fold(word).split())
    return " ".join(sorted(parts))
