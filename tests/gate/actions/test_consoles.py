"""Watching over the counters, figures by day, and the journal read for a reason (decision 0022)."""

from datetime import date, timedelta

import pytest

from tests.gate.console_world import Desks, desks_of
from tests.gate.counter_world import Counter, a_person, typed_from
from ugyfelkapu.foundation.journal_reading import NEWEST, place_of
from ugyfelkapu.gate.actions.consoles.alerts import alert_for, alerts_for, close_alert
from ugyfelkapu.gate.actions.consoles.figures import Span, count_next_day, figures_for, span_of
from ugyfelkapu.gate.actions.consoles.forget_console import forget_console
from ugyfelkapu.gate.actions.consoles.policy import preview, values_in_force
from ugyfelkapu.gate.actions.consoles.search_journal import (
    SEARCH_HOURS,
    AnswerPage,
    Asked,
    NotAsked,
    ask_journal,
    question_of,
    read_answer,
)
from ugyfelkapu.gate.actions.consoles.tally import Measure, measure_of, refusal_of, tally
from ugyfelkapu.gate.actions.consoles.watch_counters import hour_of, watch_counters
from ugyfelkapu.gate.actions.counter.open_case import open_case
from ugyfelkapu.gate.domain.alert import Alert, AlertKind
from ugyfelkapu.gate.domain.duty import DUTIES, Duty, NotGrantedError
from ugyfelkapu.gate.domain.journal_question import SearchId, SearchReason
from ugyfelkapu.gate.domain.office import ClerkRole
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.proposal import ChangePolicy
from ugyfelkapu.gate.store.figures import Figure

NOTE = "Átnéztük, rendben volt."


@pytest.fixture
async def desks(counter: Counter) -> Desks:
    return await desks_of(counter)


async def look_ups(desks: Desks, many: int, *, hour: int) -> None:
    """The clerk asks for people whom no register knows."""
    desks.counter.clock.instant = hour_of(desks.now.date(), hour)
    for number in range(many):
        stranger = typed_from(a_person(number=f"{number:06d}ZZ"))
        await open_case(desks.world, desks.clerk, stranger, now=desks.now)


async def raised(desks: Desks) -> list[Alert]:
    await watch_counters(desks.world)
    return await alerts_for(desks.world, desks.supervisor)


async def test_a_look_up_before_the_counters_open_is_seen(desks: Desks) -> None:
    await look_ups(desks, 1, hour=STANDING.counter_opens_hour)
    assert not await raised(desks)
    desks.counter.clock.advance(seconds=-1)
    await open_case(desks.world, desks.clerk, typed_from(a_person()), now=desks.now)
    assert [(alert.sighting.kind, alert.sighting.many) for alert in await raised(desks)] == [(AlertKind.OUT_OF_HOURS, 1)]


async def test_a_look_up_from_the_closing_hour_on_is_seen(desks: Desks) -> None:
    await look_ups(desks, 2, hour=STANDING.counter_closes_hour)
    assert [(alert.sighting.kind, alert.sighting.many) for alert in await raised(desks)] == [(AlertKind.OUT_OF_HOURS, 2)]


async def test_as_many_look_ups_without_a_service_as_the_policy_says_are_seen_and_one_less_is_not(desks: Desks) -> None:
    await look_ups(desks, STANDING.look_ups_without_service - 1, hour=10)
    assert not await raised(desks)
    await look_ups(desks, 1, hour=11)
    assert [alert.sighting.kind for alert in await raised(desks)] == [AlertKind.LOOK_UPS]


async def test_a_look_up_that_led_to_a_registration_is_not_counted_against_the_clerk(desks: Desks) -> None:
    await look_ups(desks, STANDING.look_ups_without_service - 1, hour=10)
    await desks.counter.registers_person(a_person())
    assert not await raised(desks)


async def test_an_alert_is_closed_once_with_a_note_and_stays_closed(desks: Desks) -> None:
    await look_ups(desks, 1, hour=22)
    alert = (await raised(desks))[0]
    assert not await close_alert(desks.world, desks.supervisor, alert.alert_id, note_typed="rövid", now=desks.now)
    assert await close_alert(desks.world, desks.supervisor, alert.alert_id, note_typed=NOTE, now=desks.now)
    assert not await close_alert(desks.world, desks.administrator, alert.alert_id, note_typed=NOTE, now=desks.now)
    closed = (await raised(desks))[0]
    assert (closed.note, closed.closed_by) == (NOTE, "vezeto1")
    assert ("close_alert", "done") in await desks.counter.journal()


async def test_a_supervisor_sees_no_other_bodys_alerts_and_a_clerk_none(desks: Desks) -> None:
    await look_ups(desks, 1, hour=22)
    alert = (await raised(desks))[0]
    elsewhere = desks.secrets["elsewhere"].clerk
    assert not await alerts_for(desks.world, elsewhere)
    assert await alert_for(desks.world, elsewhere, alert.alert_id) is None
    assert not await close_alert(desks.world, elsewhere, alert.alert_id, note_typed=NOTE, now=desks.now)
    with pytest.raises(NotGrantedError):
        await alerts_for(desks.world, desks.clerk)


async def test_a_day_that_is_over_is_counted_once_and_says_the_same(desks: Desks) -> None:
    await look_ups(desks, 3, hour=10)
    today = desks.now.date()
    span = Span(first=today, last=today)
    before = await figures_for(desks.world, desks.supervisor, span)
    assert await count_next_day(desks.world) == 0, "the day is not over"
    desks.counter.clock.advance(days=1)
    while await count_next_day(desks.world):
        pass
    after = await figures_for(desks.world, desks.supervisor, span)
    assert len(await desks.counter.rows("daily_figure")) >= len(after) > 0
    assert sorted(map(repr, before)) == sorted(map(repr, after))
    assert tally(after, lambda figure: figure.clerk_id)[desks.clerk.clerk_id][Measure.LOOK_UPS] == 3
    assert {refusal_of(figure) for figure in after if figure.outcome != "asked"} == {"not_found"}


async def test_a_supervisor_sees_figures_of_their_own_body_alone(desks: Desks) -> None:
    await look_ups(desks, 3, hour=10)
    span = span_of(None, None, today=desks.now.date())
    assert await figures_for(desks.world, desks.supervisor, span)
    assert not await figures_for(desks.world, desks.secrets["elsewhere"].clerk, span)


async def test_a_preview_counts_whom_a_value_reaches(desks: Desks) -> None:
    await desks.counter.registers_person(a_person())
    tomorrow = desks.now.date() + timedelta(days=1)
    change = ChangePolicy(name="activation_deadline_days", value=0, effective_on=tomorrow, source="teszt")
    shown = await preview(desks.world, desks.administrator, change, now=desks.now)
    assert (shown.value_now, shown.affected_now, shown.affected_then) == (60, 0, 1)
    for value in await values_in_force(desks.world, desks.administrator, now=desks.now):
        same = ChangePolicy(name=value.name, value=value.value, effective_on=tomorrow, source="teszt")
        assert (await preview(desks.world, desks.administrator, same, now=desks.now)).value_now == value.value


def asked(*, username: str = "", clerk_username: str = "") -> Asked:
    return Asked(reason=SearchReason.COMPLAINT, reference="P-1/2026", username=username, clerk_username=clerk_username)


async def test_reading_the_journal_is_in_the_journal_with_its_reason(desks: Desks) -> None:
    await desks.counter.registers_person(a_person())
    search_id = await ask_journal(desks.world, desks.auditor, asked(username="kovacseva80"), now=desks.now)
    assert not isinstance(search_id, NotAsked)
    page = AnswerPage(search_id=search_id, place=NEWEST)
    entries = await read_answer(desks.world, desks.auditor, page, now=desks.now)
    assert entries
    assert {entry.activity for entry in entries} >= {"register_at_counter", "search_journal", "read_journal"}
    reading = next(entry for entry in entries if entry.activity == "read_journal")
    assert (reading.reason, reading.actor, reading.technical["reference"]) == (
        "complaint",
        desks.auditor.clerk_id,
        "P-1/2026",
    )


async def test_the_journal_is_not_browsed(desks: Desks) -> None:
    assert await ask_journal(desks.world, desks.auditor, asked(), now=desks.now) is NotAsked.NOBODY
    unknown = await ask_journal(desks.world, desks.auditor, asked(username="nincsilyen"), now=desks.now)
    assert unknown is NotAsked.UNKNOWN_PERSON
    assert ("search_journal", "unknown_person") in await desks.counter.journal()


async def test_an_answer_is_another_auditors_never_and_ones_own_for_a_working_day(desks: Desks) -> None:
    search_id = await ask_journal(desks.world, desks.auditor, asked(clerk_username="szilagyi1"), now=desks.now)
    assert not isinstance(search_id, NotAsked)
    last = desks.now + timedelta(hours=SEARCH_HOURS) - timedelta(seconds=1)
    assert await question_of(desks.world, desks.auditor, search_id, now=last)
    late = last + timedelta(seconds=1)
    assert await question_of(desks.world, desks.auditor, search_id, now=late) is None
    assert await question_of(desks.world, desks.auditor, SearchId("0" * 32), now=desks.now) is None
    desks.counter.clock.instant = late
    assert await forget_console(desks.world) == 1


async def test_pages_of_an_answer_follow_without_a_gap(desks: Desks) -> None:
    await look_ups(desks, 40, hour=10)
    search_id = await ask_journal(desks.world, desks.auditor, asked(clerk_username="szilagyi1"), now=desks.now)
    assert not isinstance(search_id, NotAsked)
    seen: list[str] = []
    place = NEWEST
    while page := await read_answer(desks.world, desks.auditor, AnswerPage(search_id=search_id, place=place), now=desks.now):
        seen += [entry.entry_id for entry in page[:50]]
        place = place_of(seen[-1])
    assert len(seen) == len(set(seen)) == 80
    assert sorted(seen, reverse=True) == seen


@pytest.mark.parametrize("role", [role for role in ClerkRole if role is not ClerkRole.AUDITOR])
async def test_nobody_but_an_auditor_searches(desks: Desks, role: ClerkRole) -> None:
    reader = next(each.clerk for each in desks.secrets.values() if each.clerk.role is role)
    with pytest.raises(NotGrantedError):
        await ask_journal(desks.world, reader, asked(username="kovacseva80"), now=desks.now)


def test_no_role_holds_duties_that_must_be_apart() -> None:
    for granted in DUTIES.values():
        assert not {Duty.REGISTER_PEOPLE, Duty.CLOSE_ALERTS} <= granted
        assert not {Duty.SEARCH_JOURNAL, Duty.RULE} <= granted
        assert not {Duty.SEARCH_JOURNAL, Duty.APPOINT} <= granted


@pytest.mark.parametrize(("outcome", "measure"), [("wrong", Measure.REFUSALS), ("has_gate", Measure.REFUSALS), ("asked", None)])
def test_refusals_online_count_beside_those_at_the_counter(outcome: str, measure: Measure | None) -> None:
    figure = Figure(
        day=date(2026, 11, 22), activity="apply_online", outcome=outcome, reason="", body_id="", clerk_id="", many=1
    )
    assert measure_of(figure) is measure
