"""How a document and a register differ, and what may be behind it (`domain.md R4`): advice for a clerk, never a decision.

Whether the data are the same is for the register to say; a clerk who sees both spellings only confirms or refuses.
"""

import re
import unicodedata
from enum import StrEnum

from ugyfelkapu.folding import fold
from ugyfelkapu.gate.domain.counter_case import Typed
from ugyfelkapu.gate.domain.identity import NaturalIdentity, PersonName
from ugyfelkapu.gate.domain.registration import HUNGARY

PARTS = (
    "family_name",
    "given_name",
    "birth_family_name",
    "birth_given_name",
    "mothers_family_name",
    "mothers_given_name",
    "birth_place",
    "birth_date",
)
"""What is compared line by line, in the order of the page."""

PARTS_OF = {
    "current_name": ("family_name", "given_name"),
    "birth_name": ("birth_family_name", "birth_given_name"),
    "mothers_birth_name": ("mothers_family_name", "mothers_given_name"),
    "birth_place": ("birth_place",),
    "birth_date": ("birth_date",),
    "citizenship": ("citizenship",),
}
"""Which lines a field is that a register named."""

_WRITTEN_OUT = re.compile(r"(?<=a)e|(?<=o)e|(?<=u)e|(?<=a)a|(?<=d)j|(?<=t)h")
"""How machine-readable lines write letters they lack: AE, OE, UE, AA, DJ, TH (ICAO Doc 9303-3 section 6)."""


class Difference(StrEnum):
    """How two spellings that stand side by side differ."""

    SPELLING = "spelling"
    """Accents, hyphens, apostrophes or spaces."""
    TRANSLITERATION = "transliteration"
    ORDER = "order"
    """Family and given name have changed places."""
    SINGLE_NAME = "single_name"
    """A part of the name is on one side alone."""
    MOTHER_MISSING = "mother_missing"
    NAME = "name"
    PLACE = "place"
    DATE = "date"


class Doubt(StrEnum):
    """What may be behind a difference of which a register does not say how."""

    ORDER = "order"
    TRANSLITERATION = "transliteration"
    SINGLE_NAME = "single_name"
    NAME = "name"
    MOTHER_LEFT_OUT = "mother_left_out"
    MOTHER_TYPED = "mother_typed"
    """Of a foreigner, whose mother the register need not know."""
    MOTHERS_NAME = "mothers_name"
    PLACE = "place"
    DATE = "date"
    CITIZENSHIP = "citizenship"


def differences(typed: NaturalIdentity, held: NaturalIdentity) -> dict[str, Difference]:
    """What differs, by the names in `PARTS`; capitals do not count."""
    found = (
        *_of_name(typed.current_name, held.current_name, missing=Difference.SINGLE_NAME),
        *_of_name(typed.birth_name, held.birth_name, missing=Difference.SINGLE_NAME),
        *_of_name(typed.mothers_birth_name, held.mothers_birth_name, missing=Difference.MOTHER_MISSING),
        _of_part(typed.birth_place, held.birth_place, otherwise=Difference.PLACE),
        None if typed.birth_date == held.birth_date else Difference.DATE,
    )
    return {part: kind for part, kind in zip(PARTS, found, strict=True) if kind}


def reads_same(typed: str, held: str) -> bool:
    """The same but for capitals; a missing accent is a difference the clerk should see, though the register forgave it."""
    return unicodedata.normalize("NFC", typed).casefold() == unicodedata.normalize("NFC", held).casefold()


def doubts(field: str, typed: Typed) -> tuple[Doubt, ...]:
    """What to look at when a register says that this field (of `PARTS_OF`) differs, the likeliest first."""
    others: dict[str, tuple[Doubt, ...]] = {
        "mothers_birth_name": _of_mother(typed),
        "birth_place": (Doubt.PLACE,),
        "birth_date": (Doubt.DATE,),
        "citizenship": (Doubt.CITIZENSHIP,),
    }
    names = {"current_name": typed.identity.current_name, "birth_name": typed.identity.birth_name}
    return _of_own_name(names[field], typed) if field in names else others.get(field, ())


def _of_own_name(name: PersonName, typed: Typed) -> tuple[Doubt, ...]:
    if typed.citizenship == HUNGARY:
        return (Doubt.NAME,)
    is_single = not name.family_name or not name.given_name
    return (Doubt.SINGLE_NAME if is_single else Doubt.ORDER, Doubt.TRANSLITERATION)


def _of_mother(typed: Typed) -> tuple[Doubt, ...]:
    name = typed.identity.mothers_birth_name
    if typed.citizenship == HUNGARY:
        return (Doubt.MOTHERS_NAME,)
    if not name.family_name and not name.given_name:
        return (Doubt.MOTHER_LEFT_OUT,)
    return (Doubt.MOTHER_TYPED, Doubt.TRANSLITERATION)


def _of_name(typed: PersonName, held: PersonName, *, missing: Difference) -> tuple[Difference | None, Difference | None]:
    sides = [(fold(name.family_name), fold(name.given_name)) for name in (typed, held)]
    if sides[0] != sides[1] and sides[0] == sides[1][::-1]:
        return Difference.ORDER, Difference.ORDER
    return (
        _of_part(typed.family_name, held.family_name, otherwise=Difference.NAME, missing=missing),
        _of_part(typed.given_name, held.given_name, otherwise=Difference.NAME, missing=missing),
    )


def _of_part(
    typed: str, held: str, *, otherwise: Difference, missing: Difference = Difference.SINGLE_NAME
) -> Difference | None:
    if reads_same(typed, held):
        return None
    if not typed or not held:
        return missing
    if fold(typed) == fold(held):
        return Difference.SPELLING
    return Difference.TRANSLITERATION if _latin(typed) == _latin(held) else otherwise


def _latin(text: str) -> str:
    """One text for the ways in which a name is written without its own letters."""
    return _WRITTEN_OUT.sub("", fold(text.casefold().replace("þ", "th"))).replace(" ", "")
