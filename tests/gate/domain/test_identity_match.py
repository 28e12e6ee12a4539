"""The folding rules of reverse identification, line by line (`docs/protocols.md`, "Reverse identification")."""

from dataclasses import replace
from datetime import date

import pytest

from tests.gate.counter_world import a_person
from ugyfelkapu.gate.domain.identity import PersonName
from ugyfelkapu.gate.domain.identity_match import agrees, same_name

HELD = a_person().identity


def name(text: str) -> PersonName:
    family, _, given = text.partition("|")
    return PersonName(family_name=family, given_name=given)


@pytest.mark.parametrize(
    ("held", "claimed", "same"),
    [
        # accents, capitals, apostrophes
        ("Kovács-Szabó|Éva Anna", "Kovács-Szabó|Éva Anna", True),
        ("Kovács-Szabó|Éva Anna", "KOVACS-SZABO|EVA ANNA", True),
        ("Őry|Ágnes", "Ory|Agnes", True),
        ("O'Brien|Seán", "OBrien|Sean", True),
        ("Łukasz|Đorđe", "Lukasz|Dorde", True),
        ("Kovács|Éva", "Kovacs|Eve", False),
        # hyphens and spaces
        ("Kovács-Szabó|Éva", "Kovács Szabó|Éva", True),
        ("Kovács-Szabó|Éva", "Kovács–Szabó|  Éva ", True),
        ("Kovács-Szabó|Éva", "KovácsSzabó|Éva", False),
        # double family names are whole
        ("Kovács-Szabó|Éva", "Kovács|Éva", False),
        ("Kovács-Szabó|Éva", "Szabó-Kovács|Éva", False),
        ("Kovács|Éva", "Kovács-Szabó|Éva", False),
        # order of the parts
        ("Kovács|Éva Anna", "Éva Anna|Kovács", True),
        ("Kovács|Éva Anna", "Éva|Kovács", True),
        ("Kovács|Éva Anna", "Anna Éva|Kovács", False),
        ("Kovács|Éva Anna", "Kovács|Anna Éva", False),
        # missing and added parts
        ("Kovács|Éva Anna", "Kovács|Éva", True),
        ("Kovács|Éva Anna", "Kovács|Anna", False),
        ("Kovács|Éva", "Kovács|Éva Anna", False),
        ("Kovács|Éva Anna", "Kovács|", False),
        ("Kovács|Éva Anna", "|Éva Anna", False),
        ("Kovács|Éva Anna", "Kovács Éva Anna|", False),
        # what the register lacks is missing from the claim
        ("|", "|", True),
        ("|", "Őry|Ágnes", False),
        ("Singh|", "Singh|", True),
        ("Singh|", "|Singh", True),
        ("Singh|", "Singh|A", False),
        # titles
        ("Dr. Nagy|Béla", "Nagy|Béla", True),
        ("Nagy|Béla", "dr Nagy|Béla", True),
        ("ifj. Nagy|Béla", "Nagy|Béla", True),
        ("Nagy|Béla", "Drágh Nagy|Béla", False),
        # married names are names of their own
        ("Nagyné|Éva", "Nagy|Éva", False),
    ],
)
def test_a_name_is_compared_by_the_rules(held: str, claimed: str, *, same: bool) -> None:
    assert same_name(name(held), name(claimed)) is same


@pytest.mark.parametrize(
    ("held", "claimed", "same"),
    [
        ("Hódmezővásárhely", "HODMEZOVASARHELY", True),
        ("Hódmezővásárhely", "Hódmező-vásárhely", False),
        ("Budapest", "Budapest VIII.", True),
        ("Budapest 08", "Budapest", True),
        ("Budapest", "Bukarest", False),
        ("Szeged", "", False),
    ],
)
def test_a_place_is_compared_by_the_rules(held: str, claimed: str, *, same: bool) -> None:
    assert agrees(replace(HELD, birth_place=held), replace(HELD, birth_place=claimed)) is same


@pytest.mark.parametrize(
    "changed",
    [
        {"birth_date": date(1980, 2, 28)},
        {"birth_place": "Szeged"},
        {"current_name": name("Más|Éva Anna")},
        {"birth_name": name("Más|Éva Anna")},
        {"mothers_birth_name": name("Más|Ágnes")},
    ],
)
def test_one_difference_is_enough_for_a_no(changed: dict[str, object]) -> None:
    assert agrees(HELD, HELD)
    assert not agrees(HELD, replace(HELD, **changed))  # type: ignore[arg-type]  # each value is of its field
