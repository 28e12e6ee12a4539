"""User names: which are allowed and which count as the same (`domain.md R6`)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ugyfelkapu.gate.domain.identity import PersonName
from ugyfelkapu.gate.domain.username import UsernameFault, fold_username, suggestions, username_of

NAMES = st.text(alphabet=st.characters(categories=["L", "Nd"]), max_size=80)


@pytest.mark.parametrize("name", ["anni", "Éva1", "1234", "kovácsjános1980", "a" * 62 + "bc", "ΑλέξηςΣ"])
def test_letters_and_digits_of_any_alphabet_make_a_name(name: str) -> None:
    assert username_of(name) == name


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", UsernameFault.TOO_SHORT),
        ("ann", UsernameFault.TOO_SHORT),
        ("a" * 63 + "bc", UsernameFault.TOO_LONG),
        ("mama", UsernameFault.TOO_UNIFORM),
        ("MaMá", UsernameFault.TOO_UNIFORM),
        ("m\u0430ma", UsernameFault.TOO_UNIFORM),
        ("anna maria", UsernameFault.OTHER_CHARACTERS),
        (" annamaria", UsernameFault.OTHER_CHARACTERS),
        ("annamaria ", UsernameFault.OTHER_CHARACTERS),
        ("anna-maria", UsernameFault.OTHER_CHARACTERS),
        ("anna_maria", UsernameFault.OTHER_CHARACTERS),
        ("anna@maria", UsernameFault.OTHER_CHARACTERS),
        ("anna\u200bmaria", UsernameFault.OTHER_CHARACTERS),
        ("anna\nmaria", UsernameFault.OTHER_CHARACTERS),
        ("annam\u0336aria", UsernameFault.OTHER_CHARACTERS),
    ],
)
def test_what_is_no_name_says_why(typed: str, fault: UsernameFault) -> None:
    assert username_of(typed) is fault


@pytest.mark.parametrize(
    "look_alike",
    [
        "ANNAMARIA1",
        "Annamária1",
        "\u0430nnamaria1",
        "\u0391nnamaria1",
        "annamari\u03b11",
        "annamar\u0131a1",
        "annamaria\u0661",
        "\uff21\uff4enamaria1",
        "\U0001d400nnamaria1",
        "a\u0578\u0578amaria1",
        "anna\u043caria1",
    ],
)
def test_look_alikes_are_one_name(look_alike: str) -> None:
    assert fold_username(look_alike) == "annamaria1"


def test_only_as_much_is_folded_as_a_name_can_have() -> None:
    assert fold_username("\u0301\u0316" * 50_000 + "annamaria1") == ""
    assert fold_username("annamaria1" + " " * 50_000) == "annamaria1"


def test_names_that_read_differently_stay_different() -> None:
    names = ["annamaria1", "annamaria2", "annamarial", "anamaria1", "annamaria"]
    assert len({fold_username(name) for name in names}) == len(names)


@given(NAMES)
def test_folding_a_folded_name_changes_nothing(name: str) -> None:
    once = fold_username(name)
    assert fold_username(once) == once


@given(NAMES)
def test_case_never_makes_a_new_name(name: str) -> None:
    folded = username_of(name)
    if not isinstance(folded, UsernameFault):
        assert fold_username(folded.upper().lower()) == fold_username(folded.lower())


@given(NAMES)
def test_a_name_is_a_name_still_when_typed_again(name: str) -> None:
    accepted = username_of(name)
    if not isinstance(accepted, UsernameFault):
        assert username_of(accepted) == accepted


@given(st.text(max_size=80), st.text(max_size=120), st.text(max_size=120))
def test_every_suggestion_is_allowed(wished: str, family_name: str, given_name: str) -> None:
    name = PersonName(family_name=family_name, given_name=given_name)
    assert all(username_of(suggestion) == suggestion for suggestion in suggestions(wished, name))


def test_suggestions_come_from_the_name_and_the_wish() -> None:
    name = PersonName(family_name="Kovács-Szabó", given_name="Éva Anna")
    first = list(suggestions("evike77", name))[:5]
    assert first == ["kovacsszaboeva", "evakovacsszabo", "kovacsszaboe", "evike772", "kovacsszaboeva2"]


def test_a_name_with_signs_in_it_gives_suggestions_too() -> None:
    name = PersonName(family_name="St. James d'Aubigny", given_name="Adébáyọ̀")
    assert next(suggestions("x", name)) == "stjamesdaubignyadebayo"
