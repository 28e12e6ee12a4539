"""What is begun at home waits, identifies nobody, and is finished at a counter or vanishes (`domain.md` R2, R4)."""

from datetime import timedelta

import pytest

from tests.gate.counter_world import Counter, a_person
from tests.gate.home_world import an_applicant
from tests.gate.owner_world import EMAIL, OTHER_PASSWORD, PASSWORD, an_owner
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.applying.open_provisional import forget_unfinished
from ugyfelkapu.gate.actions.counter.home_application import FREE_REFERENCES, NoApplication, find_by_reference
from ugyfelkapu.gate.actions.counter.refuse_case import refuse_case
from ugyfelkapu.gate.actions.counter.register_at_counter import Registered
from ugyfelkapu.gate.actions.counter.show_receipt import show_receipt
from ugyfelkapu.gate.actions.passwords.activate import Activated
from ugyfelkapu.gate.actions.sessions.begin_session import SignedIn
from ugyfelkapu.gate.actions.upkeep.check_invariants import check_invariants
from ugyfelkapu.gate.domain.home_application import HomeKind
from ugyfelkapu.gate.domain.registration import ClerksReason
from ugyfelkapu.gate.domain.sign_in import Refused

KINDS = tuple(HomeKind)


async def standings(counter: Counter) -> dict[str, str]:
    return {row.text("username"): row.text("standing") for row in await counter.rows("gate")}


async def test_a_prefilled_application_is_used_up_by_the_registration(counter: Counter) -> None:
    applicant = an_applicant(counter)
    reference = await applicant.begins(HomeKind.PREFILLED)
    assert not await counter.rows("gate")
    assert reference in (await applicant.mails())[0].text("text_body")
    case = await applicant.shows(reference)
    assert isinstance(await counter.sends(case, applicant.username), Registered)
    assert await standings(counter) == {applicant.username: "registered"}
    assert not await counter.rows("application_from_home")
    again = await find_by_reference(counter.world, counter.clerk, reference, now=counter.now)
    assert isinstance(again, NoApplication)
    assert await check_invariants(counter.world) == []


@pytest.mark.parametrize("kind", KINDS)
async def test_what_was_typed_at_home_stands_nowhere_readable(counter: Counter, kind: HomeKind) -> None:
    applicant = an_applicant(counter)
    reference = await applicant.begins(kind)
    [row] = await counter.rows("application_from_home")
    kept = bytes(row.blob("sealed")) + bytes(row.blob("reference_digest"))
    for secret in ("Kovács", "Szabó", "123456AB", reference, reference[2:]):
        assert secret.encode() not in kept
    for mail in await applicant.mails():
        assert "Kovács" not in mail.text("text_body"), "a stranger may have typed the name"


async def test_a_provisional_gate_signs_in_nowhere_and_says_so_to_who_has_its_password(counter: Counter) -> None:
    applicant = an_applicant(counter)
    await applicant.begins(HomeKind.PROVISIONAL)
    assert await applicant.tries() is Refused.WRONG
    activated = await applicant.activates(await applicant.code())
    assert isinstance(activated, Activated)
    assert activated.waits_for_counter
    assert await applicant.tries() is Refused.PROVISIONAL
    assert await applicant.tries(OTHER_PASSWORD) is Refused.WRONG
    assert not await counter.rows("gate_session")
    assert not await counter.rows("person")
    assert await check_invariants(counter.world) == []


async def test_confirmed_at_a_counter_it_is_open_at_once_with_the_password_chosen(counter: Counter) -> None:
    applicant = an_applicant(counter)
    reference = await applicant.begins(HomeKind.PROVISIONAL)
    await applicant.activates(await applicant.code())
    case = await applicant.shows(reference)
    registered = await counter.sends(case, applicant.username, EMAIL)
    assert isinstance(registered, Registered)
    shown = await show_receipt(counter.world, counter.clerk, registered.receipt, now=counter.now)
    assert shown is not None
    assert shown.is_in_use, "the receipt promises no code"
    assert await standings(counter) == {applicant.username: "active"}
    assert isinstance(await applicant.tries(PASSWORD), SignedIn)
    assert not await counter.rows("application_from_home")
    assert not await counter.rows("activation_code")
    assert await check_invariants(counter.world) == []


@pytest.mark.parametrize("activates", [True, False])
async def test_with_another_address_the_password_from_home_is_worth_nothing(counter: Counter, *, activates: bool) -> None:
    applicant = an_applicant(counter)
    reference = await applicant.begins(HomeKind.PROVISIONAL)
    if activates:
        await applicant.activates(await applicant.code())
    case = await applicant.shows(reference)
    outcome = await counter.sends(case, applicant.username, "valodi@example.hu" if activates else EMAIL)
    assert isinstance(outcome, Registered)
    assert await standings(counter) == {applicant.username: "registered"}
    assert not await counter.rows("password")
    assert await applicant.tries() is Refused.WRONG
    assert isinstance(await applicant.activates(await applicant.code(), password=OTHER_PASSWORD), Activated)
    assert await check_invariants(counter.world) == []


async def test_another_name_at_the_counter_lets_the_one_held_go(counter: Counter) -> None:
    applicant = an_applicant(counter)
    reference = await applicant.begins(HomeKind.PROVISIONAL)
    case = await applicant.shows(reference)
    assert isinstance(await counter.sends(case, "egeszenmas"), Registered)
    assert await standings(counter) == {"egeszenmas": "registered"}


async def test_a_name_that_has_a_holder_is_told_by_mail_alone(counter: Counter) -> None:
    owner = await an_owner(counter)
    applicant = an_applicant(counter, owner.username, number="654321CD")
    reference = await applicant.begins(HomeKind.PROVISIONAL)
    assert await standings(counter) == {owner.username: "active"}
    assert "nem foglalható le" in (await applicant.subjects())[-1]
    case = await applicant.shows(reference)
    assert isinstance(await counter.sends(case, "masiknev"), Registered), "the reference serves all the same"


async def test_a_name_held_is_free_for_nobody_until_it_vanishes(counter: Counter) -> None:
    applicant = an_applicant(counter)
    await applicant.begins(HomeKind.PROVISIONAL)
    other = a_person(number="654321CD", born=a_person().identity.birth_date.replace(year=1960, day=1))
    taken = await counter.sends(await counter.opens(other), applicant.username)
    assert not isinstance(taken, Registered)
    counter.clock.advance(days=5)
    assert await forget_unfinished(counter.world) == 1
    assert isinstance(await counter.sends(await counter.opens(other), applicant.username), Registered)


@pytest.mark.parametrize(("kind", "days"), [(HomeKind.PREFILLED, 14), (HomeKind.PROVISIONAL, 30)])
async def test_unfinished_it_vanishes_at_its_last_moment_and_not_before(counter: Counter, kind: HomeKind, days: int) -> None:
    applicant = an_applicant(counter)
    begun = counter.clock.instant + timedelta(milliseconds=1)
    reference = await applicant.begins(kind)
    if kind is HomeKind.PROVISIONAL:
        await applicant.activates(await applicant.code())
    counter.clock.instant = begun
    counter.clock.advance(days=days)
    counter.clock.advance(milliseconds=-1)
    assert await forget_unfinished(counter.world) == 0
    counter.clock.advance(milliseconds=1)
    late = await find_by_reference(counter.world, counter.clerk, reference, now=counter.now)
    assert isinstance(late, NoApplication), "past its time it counts for nothing, whether or not it was deleted"
    assert await forget_unfinished(counter.world) == 1
    for table in ("application_from_home", "gate", "password", "activation_code", "device"):
        assert not await counter.rows(table)
    assert await applicant.tries() is Refused.WRONG


async def test_a_clerks_no_deletes_what_was_begun_at_home(counter: Counter) -> None:
    applicant = an_applicant(counter)
    reference = await applicant.begins(HomeKind.PROVISIONAL)
    case = await applicant.shows(reference)
    assert await refuse_case(counter.world, counter.clerk, case, reason=ClerksReason.FACE_DIFFERS, now=counter.now)
    assert not await counter.rows("application_from_home")
    assert not await counter.rows("gate")


async def test_forgotten_password_gives_a_provisional_gate_nothing(counter: Counter) -> None:
    applicant = an_applicant(counter)
    await applicant.begins(HomeKind.PROVISIONAL)
    await applicant.activates(await applicant.code())
    before = len(await applicant.mails())
    await applicant.forgets()
    assert len(await applicant.mails()) == before


async def test_guessing_references_makes_a_clerk_wait(counter: Counter) -> None:
    await an_applicant(counter).begins(HomeKind.PREFILLED)
    outcomes = [
        await find_by_reference(counter.world, counter.clerk, f"P-0000-0000-{number:04}", now=counter.now)
        for number in range(FREE_REFERENCES + 3)
    ]
    assert isinstance(outcomes[0], NoApplication)
    assert isinstance(outcomes[-1], Wait)
    assert ("show_application_begun_at_home", "unknown_reference") in await counter.journal()
