"""Comparing names and keeping one person one (`domain.md R4`, R10)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gate.counter_world import a_person, renamed
from ugyfelkapu.folding import fold
from ugyfelkapu.gate.domain.identity import PersonName, document_number_of, identity_key, name_part_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kovács-Szabó", "KOVACS SZABO"),
        ("O'Brien", "O\u2019Brien"),
        ("O'Brien", "OBrien"),
        ("Đorđević", "Dordevic"),
        ("Łukasiewicz", "lukasiewicz"),
        ("Nguyễn", "Nguye\u0302\u0303n"),
        ("Müller", "Mu\u0308ller"),
        ("Großmann", "GROSSMANN"),
        ("  Nagy   Éva ", "nagy eva"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_marriage_does_not_make_a_new_person() -> None:
    person = a_person()
    assert identity_key(renamed(person, "Nagyné").identity) == identity_key(person.identity)


def test_each_part_of_the_key_makes_another_person() -> None:
    identity = a_person().identity
    twin = PersonName(family_name=identity.birth_name.family_name, given_name="Edit")
    others = [
        replace(identity, birth_name=twin),
        replace(identity, mothers_birth_name=twin),
        replace(identity, birth_place="Szeged"),
        replace(identity, birth_date=identity.birth_date.replace(year=1981, day=28)),
    ]
    assert len({identity_key(each) for each in (identity, *others)}) == 5


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("123456AB", "123456AB"),
        (" 123456 ab", "123456AB"),
        ("ab-1234567", "AB1234567"),
        ("ABCDEF", None),
        ("1234", None),
        ("1" * 21, None),
        ("123456\u00c1B", None),
        ("123456AB'--", None),
        ("", None),
    ],
)
def test_document_numbers_are_letters_and_digits(typed: str, number: str | None) -> None:
    assert document_number_of(typed) == number


@pytest.mark.parametrize("typed", ["", "   ", "\u202eanna", "a" * 121, "1234", "an\0na"])
def test_what_is_no_name_is_not_taken(typed: str) -> None:
    assert name_part_of(typed) is None


def test_a_name_is_kept_as_typed_with_single_spaces() -> None:
    assert name_part_of("  Nagy-Kovács   Éva ") == "Nagy-Kovács Éva"
    assert name_part_of("O\u2019Brien") == "O\u2019Brien"
