"""States by their codes and by their names in each language of the pages, Hungary first: what a citizenship is called."""

from functools import cache
from unicodedata import combining, normalize

from babel import Locale
from babel.core import get_global

from ugyfelkapu.foundation.page.catalogue import Language

HUNGARY = "HUN"
STATELESS = "XXA"
"""ICAO Doc 9303-3 section 5: a stateless person (1954 Convention)."""

FORMER = frozenset({"BUR", "ZAR", "DDR", "FXX", "TMP", "YMD"})
"""Codes that ISO 3166-1 has withdrawn, each with a successor in the list."""

NO_STATES = frozenset({"ASC", "ATA", "BVT", "CPT", "DGA", "HMD", "QUU", "TAA", "XAA", "XBB", "ZZZ"})
"""Regions, uninhabited places and test codes that the locale data list beside the states."""

USER_ASSIGNED = {"XKK": "XKX"}
"""Kosovo: the code that the European Union uses, for that of the locale data."""

_ALPHA_3 = 3


@cache
def codes() -> frozenset[str]:
    """ISO 3166-1 alpha-3 codes in force, and `XXA`."""
    return frozenset({*_alpha_2_by_code(), STATELESS})


@cache
def choices(language: Language, stateless: str) -> tuple[tuple[str, str], ...]:
    """Code and name of each, in the order of the names; `stateless` is what to call having none."""
    territories = Locale(language.value).territories
    named = [(code, str(territories[alpha_2])) for code, alpha_2 in _alpha_2_by_code().items()]
    named.sort(key=lambda choice: (choice[0] != HUNGARY, _plain(choice[1])))
    return (*named, (STATELESS, stateless))


def name_of(code: str, language: Language, stateless: str) -> str:
    """What a citizenship is called; the code itself when a register knows one that we do not."""
    return dict(choices(language, stateless)).get(code, code)


def alpha_2(code: str) -> str:
    """The ISO 3166-1 alpha-2 code of a state, as certificates have it; empty when there is none."""
    return _alpha_2_by_code().get(code, "")


def _plain(name: str) -> str:
    """A name as one looks it up: Österreich beside Oman."""
    return "".join(letter for letter in normalize("NFKD", name.casefold()) if not combining(letter))


def _alpha_2_by_code() -> dict[str, str]:
    territories = Locale("en").territories
    return {
        USER_ASSIGNED.get(code, code): replacements[0]
        for code, replacements in get_global("territory_aliases").items()
        if len(code) == _ALPHA_3 and code.isalpha() and code not in FORMER | NO_STATES
        and len(replacements) == 1 and replacements[0] in territories
    }  # fmt: skip
