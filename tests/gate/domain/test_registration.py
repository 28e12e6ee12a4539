"""Who may be registered, with which document (`domain.md R1`, R3, R4)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.gate.counter_world import a_person
from ugyfelkapu.gate.domain.identity import DocumentType
from ugyfelkapu.gate.domain.office import BodyKind, Clerk, ClerkRole, RegistrationBody, may_register
from ugyfelkapu.gate.domain.registration import (
    EEA_AND_SWITZERLAND,
    RefusalReason,
    Requirements,
    accepted_documents,
    age_in_years,
    refusal_of,
)

TODAY = date(2026, 11, 22)
ANYBODY = Requirements(today=TODAY, minimum_age_years=0)
ID, PASSPORT, LICENCE = DocumentType.ID_CARD, DocumentType.PASSPORT, DocumentType.DRIVING_LICENCE


@pytest.mark.parametrize(
    ("citizenship", "documents"),
    [
        ("HUN", {ID, PASSPORT, LICENCE}),
        ("DEU", {ID, PASSPORT}),
        ("CHE", {ID, PASSPORT}),
        ("NOR", {ID, PASSPORT}),
        ("SRB", {PASSPORT}),
        ("GBR", {PASSPORT}),
        ("XXA", {PASSPORT}),
    ],
)
def test_each_citizenship_has_its_documents(citizenship: str, documents: set[DocumentType]) -> None:
    assert accepted_documents(citizenship) == documents


def test_the_area_has_twenty_nine_other_states_and_switzerland() -> None:
    assert len(EEA_AND_SWITZERLAND) == 30
    assert "HUN" not in EEA_AND_SWITZERLAND


def test_a_document_is_good_on_its_last_day_and_not_after() -> None:
    person = replace(a_person(), document_valid_until=TODAY)
    assert refusal_of(person, citizenship="HUN", requirements=ANYBODY) is None
    tomorrow = replace(ANYBODY, today=TODAY + timedelta(days=1))
    assert refusal_of(person, citizenship="HUN", requirements=tomorrow) is RefusalReason.DOCUMENT_EXPIRED


def test_death_is_told_before_an_expired_document() -> None:
    person = replace(a_person(), deceased=True, document_valid_until=date(2000, 1, 1))
    assert refusal_of(person, citizenship="HUN", requirements=ANYBODY) is RefusalReason.DECEASED


def test_a_newborn_may_be_registered_while_policy_asks_no_age() -> None:
    assert refusal_of(a_person(born=TODAY), citizenship="HUN", requirements=ANYBODY) is None


@pytest.mark.parametrize(
    ("born", "today", "years"),
    [
        (date(2012, 11, 22), TODAY, 14),
        (date(2012, 11, 23), TODAY, 13),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (TODAY, TODAY, 0),
    ],
)
def test_age_turns_on_the_birthday(born: date, today: date, years: int) -> None:
    assert age_in_years(born, today=today) == years


@pytest.mark.parametrize("role", ClerkRole)
@pytest.mark.parametrize("kind", BodyKind)
def test_only_clerks_of_registration_bodies_register(role: ClerkRole, kind: BodyKind) -> None:
    name = a_person().identity.current_name
    body = RegistrationBody(body_id="b", kind=kind, name="x")  # type: ignore[arg-type]  # any id will do
    clerk = Clerk(clerk_id="c", username="u", name=name, role=role, body=body, identity_key=None)  # type: ignore[arg-type]  # any id will do
    assert may_register(clerk) == (role is ClerkRole.CLERK and kind is not BodyKind.OPERATOR)
