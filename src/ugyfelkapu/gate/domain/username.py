"""User names: which are allowed and which count as the same (`domain.md R6`)."""

import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from itertools import count, islice
from typing import NewType

from ugyfelkapu.folding import fold
from ugyfelkapu.gate.domain.identity import PersonName

Username = NewType("Username", str)
"""A user name as its owner writes it."""

FoldedUsername = NewType("FoldedUsername", str)
"""What user names that look alike have in common; unique in the client register."""

SHORTEST = 4
LONGEST = 64
FEWEST_DIFFERENT = 3
SUGGESTIONS_TRIED = 20

LONGEST_TYPED = 4 * LONGEST
"""No name is longer however its marks are typed; sorting the marks of a whole form's worth of text takes seconds."""

# Letters of other alphabets that look like a Latin one (after Unicode UTS 39, section 4), each beside its image. A letter has
# one image: where small and capital shape resemble different letters, the small one counts. Written as code points, since
# in print they cannot be told apart.
_CYRILLIC = (
    "\u0430\u0432\u0441\u0501\u0435\u04bb\u043d\u0456\u0458\u043a\u04cf\u043c\u043e\u0440\u051b\u0455\u0442\u0475\u051d\u0445\u0443\u04af",
    "abcdehhijklmopqstvwxyy",
)
_GREEK = (
    "\u03b1\u03b2\u03b5\u03b6\u03b7\u03b9\u03ba\u03bc\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u03b3\u03c9",
    "abeznikmvoptuxyw",
)
_ARMENIAN = ("\u0578\u0585\u057d\u0570\u0581\u0575", "nouhgj")
_RARE_LATIN = ("\u0251\u0261\u0269\u0237", "agij")
_LOOK_ALIKES = {
    ord(letter): image
    for letters, images in (_CYRILLIC, _GREEK, _ARMENIAN, _RARE_LATIN)
    for letter, image in zip(letters, images, strict=True)
}


class UsernameFault(StrEnum):
    """Why a text is no user name; each has its own sentence."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    OTHER_CHARACTERS = "other_characters"
    TOO_UNIFORM = "too_uniform"


def username_of(typed: str) -> Username | UsernameFault:
    """The user name typed, or the first rule of `domain.md R6` it breaks; a space at either end is not forgiven."""
    if len(typed) > LONGEST:
        return UsernameFault.TOO_LONG
    name = unicodedata.normalize("NFKC", typed)
    if not all(sign.isalpha() or sign.isdecimal() for sign in name):
        return UsernameFault.OTHER_CHARACTERS
    if len(name) < SHORTEST:
        return UsernameFault.TOO_SHORT
    if len(name) > LONGEST:
        return UsernameFault.TOO_LONG
    if len(set(fold_username(name))) < FEWEST_DIFFERENT:
        return UsernameFault.TOO_UNIFORM
    return Username(name)


def fold_username(typed: str) -> FoldedUsername:
    """The part in which two user names must differ: case, accents, digits' scripts and look-alike letters do not count.

    Takes any text, so that a sign-in with a misspelt name costs the same as one with a good name.
    """
    digits = "".join(_plain_digit(sign) for sign in fold(typed[:LONGEST_TYPED]))
    return FoldedUsername(digits.translate(_LOOK_ALIKES))


def suggestions(wished: str, name: PersonName) -> Iterator[Username]:
    """Free-standing alternatives to a taken name, best first; made of the wish and the name, never of a birth date."""
    return islice(_allowed(_candidates(wished, name)), SUGGESTIONS_TRIED)


def _plain_digit(sign: str) -> str:
    return str(unicodedata.decimal(sign)) if sign.isdecimal() else sign


def _candidates(wished: str, name: PersonName) -> Iterator[str]:
    family = _letters(fold(name.family_name))
    given = _letters(fold(name.given_name).partition(" ")[0])
    stem = wished[: LONGEST - 4]
    yield from (f"{family}{given}", f"{given}{family}", f"{family}{given[:1]}")
    for number in count(2):
        yield f"{stem}{number}"
        yield f"{family}{given}{number}"


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


def _allowed(candidates: Iterator[str]) -> Iterator[Username]:
    # Bounded, because a wish of nothing but signs would never yield a name.
    for candidate in islice(candidates, 2 * SUGGESTIONS_TRIED):
        match username_of(candidate):
            case UsernameFault():
                continue
            case name:
                yield name
