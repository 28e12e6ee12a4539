"""When two spellings are the same name to a register: what a foreign keyboard cannot type does not count.

The clerk's spelling decides nothing more: what is answered is always the register's own spelling.
"""

from dataclasses import fields
from datetime import date
from unicodedata import category, name, normalize

from ugyfelkapu.gate.domain.identity import NaturalIdentity, PersonName

HYPHENS = "-\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"
APOSTROPHES = "'`\u00b4\u02b9\u02bb\u02bc\u02bf\u2018\u2019\u2032\uff07."
UNCOMBINED = {"đ": "d", "ð": "d", "ł": "l", "ø": "o", "\u0131": "i", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ŋ": "n"}
"""Latin letters whose stroke or shape is no combining accent; the escaped one is the Turkish one without a dot."""

FOLDING = str.maketrans({**dict.fromkeys(HYPHENS, " "), **dict.fromkeys(APOSTROPHES), **UNCOMBINED})


def folded(text: str) -> str:
    """The text without what does not count: case, accents of Latin letters, hyphens, apostrophes, dots, double spaces."""
    decomposed = normalize("NFKD", normalize("NFKC", text).casefold())
    return " ".join(_without_latin_accents(decomposed.translate(FOLDING)).split())


def fields_that_differ(held: NaturalIdentity, asked: NaturalIdentity) -> tuple[str, ...]:
    """The names of the fields of natural identity data that disagree, in the order of the law."""
    names = (field.name for field in fields(NaturalIdentity))
    return tuple(name for name in names if _comparable(held, name) != _comparable(asked, name))


def _comparable(identity: NaturalIdentity, field: str) -> tuple[str, ...]:
    value: PersonName | str | date = getattr(identity, field)
    match value:
        case PersonName():
            return folded(value.family_name), folded(value.given_name)
        case date():
            return (value.isoformat(),)
        case str():
            return (folded(value),)


def _without_latin_accents(decomposed: str) -> str:
    kept: list[str] = []
    after_latin = False
    for letter in decomposed:
        if category(letter) != "Mn":
            after_latin = name(letter, "").startswith("LATIN")
        elif after_latin:
            continue
        kept.append(letter)
    return "".join(kept)
