"""A service's share of the broker's journal: counted by day, naming nobody, and itself in the journal (decision 0024)."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest

from tests.broker.town import Town
from ugyfelkapu.broker.actions.count_for_service import (
    LONGEST_DAYS,
    NotCounted,
    Reason,
    ServiceQuestion,
    count_for_service,
)
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.broker.store.service_figures import ServiceFigure

DAY = date(2026, 11, 22)


def asked(client_id: str, *, first: date = DAY, last: date = DAY) -> ServiceQuestion:
    return ServiceQuestion(client_id=ClientId(client_id), first=first, last=last, reason=Reason.COMPLAINT, reference="P-1/2026")


async def test_sign_ons_are_counted_by_day_for_the_service_alone(town: Town) -> None:
    tax, other = await town.service(), await town.service(client_name="Másik")
    async with town.browser() as browser:
        await town.tokens(browser, tax)
        await town.tokens(browser, tax)
        await town.tokens(browser, other)
    figures = await count_for_service(town.world, asked(tax.client_id))
    assert not isinstance(figures, NotCounted)
    counted = {figure.activity: figure.many for figure in figures}
    assert counted["sign_on"] == 2
    assert counted["register_relying_party"] == 1
    assert await count_for_service(town.world, asked(tax.client_id, first=date(2026, 11, 1), last=date(2026, 11, 21))) == []


async def test_what_is_told_names_nobody_and_no_hour() -> None:
    assert {field.name for field in fields(ServiceFigure)} == {"day", "activity", "outcome", "data_set", "many"}


async def test_asking_is_in_the_journal_in_vain_or_not(town: Town) -> None:
    tax = await town.service()
    await count_for_service(town.world, asked(tax.client_id))
    assert await count_for_service(town.world, asked("nincsilyen")) is NotCounted.UNKNOWN_SERVICE
    rows = await town.world.database.reader.all(
        "SELECT outcome, reason, technical FROM journal WHERE activity = 'count_for_service' ORDER BY outcome"
    )
    assert [(row.text("outcome"), row.text("reason")) for row in rows] == [
        ("done", "complaint"),
        ("unknown_service", "complaint"),
    ]
    assert "P-1/2026" in rows[0].text("technical")


@pytest.mark.parametrize(("many", "is_told"), [(0, False), (1, True), (LONGEST_DAYS, True), (LONGEST_DAYS + 1, False)])
async def test_only_so_many_days_are_counted(town: Town, many: int, *, is_told: bool) -> None:
    tax = await town.service()
    question = replace(asked(tax.client_id), last=DAY + timedelta(days=many - 1))
    outcome = await count_for_service(town.world, question)
    assert (outcome is not NotCounted.TOO_MANY_DAYS) is is_told
