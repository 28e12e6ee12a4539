"""Asking the registers: what opens a case, what refuses it, and what is left behind (`domain.md R3`, R4)."""

from dataclasses import replace
from datetime import date

import pytest

from tests.gate.counter_world import ANSWERS, Counter, a_person, an_appointment, found, typed_from
from ugyfelkapu.gate.actions.counter.open_case import CaseOpened, CaseRefused, open_case
from ugyfelkapu.gate.domain.identity import DocumentReference, DocumentType, Register
from ugyfelkapu.gate.domain.office import BodyKind, ClerkRole, NotARegistrarError
from ugyfelkapu.gate.domain.registration import RefusalReason
from ugyfelkapu.gate.ports import Differs, NotFound, Unavailable

PERSON = a_person()
ANSWERED = [
    (NotFound(registers=tuple(Register)), CaseRefused(reason=RefusalReason.NOT_FOUND)),
    (
        Differs(register=Register.SZL, fields=("birth_place",)),
        CaseRefused(reason=RefusalReason.DIFFERS, fields=("birth_place",), register=Register.SZL),
    ),
    (Unavailable(register=Register.SZL, reason="timeout"), CaseRefused(reason=RefusalReason.REGISTER_UNAVAILABLE)),
    (found(replace(PERSON, deceased=True)), CaseRefused(reason=RefusalReason.DECEASED)),
    (
        found(replace(PERSON, document_valid_until=date(2026, 11, 21))),
        CaseRefused(reason=RefusalReason.DOCUMENT_EXPIRED),
    ),
    (
        found(replace(PERSON, citizenship="AUT")),
        CaseRefused(reason=RefusalReason.DIFFERS, fields=("citizenship",), register=Register.SZL),
    ),
]


@pytest.mark.parametrize(("answer", "refused"), ANSWERED)
async def test_a_refusal_leaves_nothing_but_journal_entries(counter: Counter, answer: ANSWERS, refused: CaseRefused) -> None:
    counter.registers.answers["123456AB"] = answer
    assert await open_case(counter.world, counter.clerk, typed_from(PERSON), now=counter.now) == refused
    for table in ("counter_case", "person", "gate", "outbox"):
        assert await counter.rows(table) == []
    entries = [entry for entry in await counter.journal() if entry[0] == "register_look_up"]
    assert sorted(entries) == sorted([("register_look_up", "asked"), ("register_look_up", refused.reason.value)])


async def test_a_document_is_good_on_its_last_day(counter: Counter) -> None:
    await counter.opens(replace(PERSON, document_valid_until=date(2026, 11, 22)))


async def test_a_document_that_will_not_do_is_refused_before_any_register_hears_of_it(counter: Counter) -> None:
    licence = DocumentReference(document_type=DocumentType.DRIVING_LICENCE, document_number="AB123456")
    typed = replace(typed_from(PERSON), document=licence, citizenship="DEU")
    refused = await open_case(counter.world, counter.clerk, typed, now=counter.now)
    assert refused == CaseRefused(reason=RefusalReason.DOCUMENT_NOT_ACCEPTED)
    assert counter.registers.asked == []
    assert ("refuse_registration", "document_not_accepted") in await counter.journal()


async def test_the_minimum_age_is_the_policy_of_the_day(counter: Counter) -> None:
    insert = "INSERT INTO policy (name, effective_on, value, source) VALUES (:name, :day, :value, :source)"
    async with counter.world.database.transaction() as tx:
        await tx.execute(insert, name="least_age_years", day=date(2026, 11, 23), value="14", source="test")
    child = a_person("Kiss", number="222222CC", born=date(2012, 11, 24))
    await counter.opens(child)
    counter.clock.advance(days=1)
    refused = await open_case(counter.world, counter.clerk, typed_from(child), now=counter.now)
    assert refused == CaseRefused(reason=RefusalReason.UNDER_MINIMUM_AGE)
    counter.clock.advance(days=1)
    assert isinstance(await open_case(counter.world, counter.clerk, typed_from(child), now=counter.now), CaseOpened)


async def test_no_portrait_and_no_signature_is_stored(counter: Counter) -> None:
    await counter.opens(PERSON)
    [case] = await counter.rows("counter_case")
    assert "PNG" not in case.text("answer") + case.text("typed")


async def test_the_register_is_told_the_case(counter: Counter) -> None:
    case_id = await counter.opens(PERSON)
    assert [question.case_reference for question in counter.registers.asked] == [case_id]


@pytest.mark.parametrize(
    ("role", "kind"),
    [(ClerkRole.ADMINISTRATOR, BodyKind.GOVERNMENT_WINDOW), (ClerkRole.CLERK, BodyKind.OPERATOR)],
)
async def test_nobody_else_may_ask_a_register(counter: Counter, role: ClerkRole, kind: BodyKind) -> None:
    somebody = (await an_appointment(counter.world, "valaki123", role=role, kind=kind)).clerk
    with pytest.raises(NotARegistrarError):
        await open_case(counter.world, somebody, typed_from(PERSON), now=counter.now)
    assert counter.registers.asked == []
