"""How a case ends without a registration, and what a clerk sees while it is open (`domain.md R4`)."""

from dataclasses import replace

import pytest

from tests.gate.counter_world import PORTRAIT, SIGNATURE, Counter, a_person, an_appointment, found
from ugyfelkapu.gate.actions.counter.close_abandoned_cases import close_abandoned_cases
from ugyfelkapu.gate.actions.counter.refuse_case import refuse_case
from ugyfelkapu.gate.actions.counter.show_receipt import show_receipt, todays_receipts
from ugyfelkapu.gate.actions.counter.view_case import Specimen, open_cases_of, show_specimen
from ugyfelkapu.gate.domain.identity import Register
from ugyfelkapu.gate.domain.registration import ClerksReason
from ugyfelkapu.gate.ports import Unavailable


async def test_a_clerks_no_deletes_the_case_and_keeps_the_reason(counter: Counter) -> None:
    case_id = await counter.opens(a_person())
    assert await refuse_case(counter.world, counter.clerk, case_id, reason=ClerksReason.FACE_DIFFERS, now=counter.now)
    assert await counter.rows("counter_case") == []
    reasons = [row.text("reason") for row in await counter.rows("journal") if row.text("outcome") == "clerk_refused"]
    assert reasons == ["face_differs"]


async def test_a_second_no_writes_nothing(counter: Counter) -> None:
    case_id = await counter.opens(a_person())
    for expected in (True, False):
        closed = await refuse_case(counter.world, counter.clerk, case_id, reason=ClerksReason.WITHDRAWN, now=counter.now)
        assert closed is expected
    assert [outcome for _, outcome in await counter.journal()].count("clerk_refused") == 1


async def test_a_colleague_cannot_refuse_the_case(counter: Counter) -> None:
    case_id = await counter.opens(a_person())
    colleague = (await an_appointment(counter.world, "masik22")).clerk
    assert not await refuse_case(counter.world, colleague, case_id, reason=ClerksReason.WITHDRAWN, now=counter.now)
    assert len(await counter.rows("counter_case")) == 1


async def test_cases_are_closed_when_their_time_is_up_and_not_before(counter: Counter) -> None:
    await counter.opens(a_person())
    almost = counter.clock.advance(minutes=29, seconds=59)
    assert await close_abandoned_cases(counter.world, now=almost) == 0
    assert await close_abandoned_cases(counter.world, now=counter.clock.advance(seconds=1)) == 1
    assert await counter.rows("counter_case") == []
    assert ("close_abandoned_case", "done") in await counter.journal()


async def test_an_abandoned_case_is_not_listed(counter: Counter) -> None:
    await counter.opens(a_person())
    assert len(await open_cases_of(counter.world, counter.clerk, now=counter.now)) == 1
    assert await open_cases_of(counter.world, counter.clerk, now=counter.clock.advance(minutes=30)) == []


@pytest.mark.parametrize(
    ("specimen", "image", "activity"),
    [
        (Specimen.PORTRAIT, PORTRAIT, "register_show_portrait"),
        (Specimen.SIGNATURE, SIGNATURE, "register_show_signature"),
    ],
)
async def test_each_showing_is_asked_for_anew_and_in_the_journal(
    counter: Counter, specimen: Specimen, image: bytes, activity: str
) -> None:
    case_id = await counter.opens(a_person())
    assert await show_specimen(counter.world, counter.clerk, case_id, specimen=specimen, now=counter.now) == image
    assert len(counter.registers.asked) == 2
    assert (activity, "asked") in await counter.journal()


async def test_no_image_of_another_person_or_without_a_register_or_case(counter: Counter) -> None:
    case_id = await counter.opens(a_person())
    another = a_person()
    elsewhere = replace(another, identity=replace(another.identity, birth_place="Szeged"))
    for answer in (found(elsewhere), Unavailable(register=Register.SZL, reason="timeout")):
        counter.registers.answers["123456AB"] = answer
        assert await show_specimen(counter.world, counter.clerk, case_id, specimen=Specimen.PORTRAIT, now=counter.now) is None
    counter.registers.know(another)
    later = counter.clock.advance(minutes=30)
    assert await show_specimen(counter.world, counter.clerk, case_id, specimen=Specimen.PORTRAIT, now=later) is None


async def test_a_receipt_is_shown_to_its_clerk_alone(counter: Counter) -> None:
    registered = await counter.registers_person(a_person())
    colleague = (await an_appointment(counter.world, "masik22")).clerk
    assert await show_receipt(counter.world, colleague, registered.receipt, now=counter.now) is None
    shown = await show_receipt(counter.world, counter.clerk, registered.receipt, now=counter.now)
    assert shown is not None
    assert (shown.receipt.username, shown.receipt.email) == ("kovacseva80", "eva@example.hu")
    assert not shown.is_in_use, "a code is on its way"
    assert [outcome for outcome in await counter.journal() if outcome[0] == "show_registration_receipt"] == [
        ("show_registration_receipt", "done")
    ]


async def test_todays_receipts_begin_at_midnight_of_the_law(counter: Counter) -> None:
    await counter.registers_person(a_person())
    counter.clock.advance(hours=13, minutes=59)  # 23:59 in Budapest
    assert len(await todays_receipts(counter.world, counter.clerk, now=counter.now)) == 1
    assert await todays_receipts(counter.world, counter.clerk, now=counter.clock.advance(minutes=1)) == []
