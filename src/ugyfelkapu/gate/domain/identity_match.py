"""Whether identity data that somebody else holds are a person's: the folding rules of reverse identification (`domain.md R14`).

Kept in words in `docs/protocols.md`, "Reverse identification"; each has its line in the tests' table.
"""

from ugyfelkapu.folding import fold
from ugyfelkapu.gate.domain.identity import NaturalIdentity, PersonName

_TITLES = frozenset({"dr", "ifj", "id", "idosb", "ifjabb", "ozv", "prof"})
"""What stands before a name and is no part of it."""

_CAPITAL = "budapest"
"""Registers write districts in several ways, and many leave them out."""


def agrees(held: NaturalIdentity, claimed: NaturalIdentity) -> bool:
    """Whether all of the claimed data are the held person's; one that differs is enough for a no."""
    return (
        held.birth_date == claimed.birth_date
        and _same_place(held.birth_place, claimed.birth_place)
        and same_name(held.current_name, claimed.current_name)
        and same_name(held.birth_name, claimed.birth_name)
        and same_name(held.mothers_birth_name, claimed.mothers_birth_name)
    )


def same_name(held: PersonName, claimed: PersonName) -> bool:
    """Whether a claimed name is the held one.

    Accents, capitals, hyphens, apostrophes and titles do not count; nor does which of the two parts was called the family's.
    Of several given names the later ones may be missing from the claim; the family name has to be whole, and nothing may be
    added. A part that the register does not have has to be missing from the claim, too.
    """
    family, given = _words(held.family_name), _words(held.given_name)
    claim = (_words(claimed.family_name), _words(claimed.given_name))
    if not family or not given:
        return sorted(claim) == sorted((family, given))
    return any(part == family and rest and given[: len(rest)] == rest for part, rest in (claim, claim[::-1]))


def _words(part: str) -> list[str]:
    words = [word.rstrip(".") for word in fold(part).split()]
    return [word for word in words if word not in _TITLES]


def _same_place(held: str, claimed: str) -> bool:
    left, right = _words(held), _words(claimed)
    if left[:1] == right[:1] == [_CAPITAL]:
        return True
    return bool(left) and left == right
