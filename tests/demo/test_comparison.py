"""What counts as the same name at a register, and what does not."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ugyfelkapu.demo.registers.comparison import fields_that_differ, folded
from ugyfelkapu.gate.domain.identity import NaturalIdentity, PersonName

HELD = NaturalIdentity(
    current_name=PersonName(family_name="Kovács-Szabó", given_name="Ágnes Mária"),
    birth_name=PersonName(family_name="Szabó", given_name="Ágnes Mária"),
    mothers_birth_name=PersonName(family_name="O'Brien", given_name="Róisín"),
    birth_place="Őriszentpéter",
    birth_date=date(1984, 2, 29),
)


@pytest.mark.parametrize(
    ("held", "typed"),
    [
        ("Kovács-Szabó", "KOVÁCS\u2013SZABÓ"),
        ("Kovács-Szabó", "Kovács Szabó"),
        ("Kovács", "  kovacs "),
        ("Kovács", "Kova\u0301cs"),
        ("O'Brien", "O\u2019Brien"),
        ("Đorđević", "Dordevic"),
        ("Łukasiewicz", "Lukasiewicz"),
        ("Nguyễn", "Nguyen"),
        ("Y\u0131ld\u0131z", "Yildiz"),
        ("İbrahim", "Ibrahim"),
        ("Weiß", "Weiss"),
        ("Dr. Nagy", "dr Nagy"),
    ],
)
def test_what_a_keyboard_lacks_does_not_count(held: str, typed: str) -> None:
    assert folded(held) == folded(typed)


@pytest.mark.parametrize(
    ("held", "typed"), [("Kovács", "Kovácsné"), ("Müller", "Mueller"), ("Kiss", "Kis"), ("Ilona", ""), ("Й", "И")]
)
def test_other_letters_count(held: str, typed: str) -> None:
    assert folded(held) != folded(typed)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert folded(folded(text)) == folded(text)


def test_the_differing_fields_are_named_in_the_order_of_the_law() -> None:
    typed = replace(HELD, birth_date=date(1984, 2, 28), birth_name=PersonName(family_name="Szabó", given_name="Anna"))
    assert fields_that_differ(HELD, typed) == ("birth_name", "birth_date")
    assert fields_that_differ(HELD, HELD) == ()
