"""What a clerk is told about data that differ: how, when both spellings are seen, and what may be behind it when not."""

from dataclasses import replace
from datetime import date

import pytest

from tests.gate.counter_world import a_person, typed_from
from ugyfelkapu.gate.domain.counter_case import Typed
from ugyfelkapu.gate.domain.difference import PARTS_OF, Difference, Doubt, differences, doubts
from ugyfelkapu.gate.domain.identity import NaturalIdentity, PersonName

HELD = a_person().identity
NOBODY = PersonName(family_name="", given_name="")


def named(family_name: str, given_name: str) -> NaturalIdentity:
    return replace(HELD, current_name=PersonName(family_name=family_name, given_name=given_name))


def typed_by(citizenship: str, **changes: object) -> Typed:
    return replace(typed_from(a_person()), citizenship=citizenship, identity=replace(HELD, **changes))  # type: ignore[arg-type] # fields of an identity


@pytest.mark.parametrize(
    ("document", "register", "kind"),
    [
        ("Kovacs Szabo", "Kovács-Szabó", Difference.SPELLING),
        ("O'Brien", "O\u2019Brien", Difference.SPELLING),
        ("MUELLER", "Müller", Difference.TRANSLITERATION),
        ("Strauss", "Strauß", None),
        ("Kjaer", "Kjær", Difference.SPELLING),
        ("Joergensen", "Jørgensen", Difference.TRANSLITERATION),
        ("Aakesson", "Åkesson", Difference.TRANSLITERATION),
        ("Djokovic", "Đoković", Difference.TRANSLITERATION),
        ("Thor", "Þór", Difference.TRANSLITERATION),
        ("Dela Cruz", "De la Cruz", Difference.TRANSLITERATION),
        ("", "Kovács", Difference.SINGLE_NAME),
        ("Kovács", "", Difference.SINGLE_NAME),
        ("Nagy", "Kovács", Difference.NAME),
        ("KOVÁCS", "Kovács", None),
    ],
)
def test_two_spellings_of_a_name(document: str, register: str, kind: Difference | None) -> None:
    found = differences(named(document, "Éva"), named(register, "Éva"))
    assert found == ({"family_name": kind} if kind else {})


def test_parts_that_changed_places_are_told_as_such_on_both_lines() -> None:
    found = differences(named("Wei", "Chen"), named("Chen", "Wei"))
    assert found == {"family_name": Difference.ORDER, "given_name": Difference.ORDER}
    assert not differences(named("Chen", "Chen"), named("Chen", "Chen"))


def test_the_other_lines_have_kinds_of_their_own() -> None:
    other = replace(HELD, mothers_birth_name=NOBODY, birth_place="Pozsony", birth_date=date(1980, 2, 28))
    assert differences(HELD, other) == {
        "mothers_family_name": Difference.MOTHER_MISSING,
        "mothers_given_name": Difference.MOTHER_MISSING,
        "birth_place": Difference.PLACE,
        "birth_date": Difference.DATE,
    }


def test_a_hungarians_names_are_checked_for_completeness_and_a_foreigners_for_order_and_letters() -> None:
    assert doubts("current_name", typed_by("HUN")) == (Doubt.NAME,)
    assert doubts("birth_name", typed_by("SRB")) == (Doubt.ORDER, Doubt.TRANSLITERATION)
    single = PersonName(family_name="", given_name="Suharto")
    assert doubts("current_name", typed_by("IDN", current_name=single)) == (Doubt.SINGLE_NAME, Doubt.TRANSLITERATION)


def test_a_foreigners_mother_may_be_unknown_to_either_side() -> None:
    assert doubts("mothers_birth_name", typed_by("HUN")) == (Doubt.MOTHERS_NAME,)
    assert doubts("mothers_birth_name", typed_by("IDN", mothers_birth_name=NOBODY)) == (Doubt.MOTHER_LEFT_OUT,)
    assert doubts("mothers_birth_name", typed_by("IDN")) == (Doubt.MOTHER_TYPED, Doubt.TRANSLITERATION)


@pytest.mark.parametrize("field", PARTS_OF)
@pytest.mark.parametrize("citizenship", ["HUN", "DEU", "XXA"])
def test_something_can_be_done_about_every_field_that_a_register_names(field: str, citizenship: str) -> None:
    assert doubts(field, typed_by(citizenship))
