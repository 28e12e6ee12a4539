"""What a counter does on a gate that is there: only in the right case, once, with a reason, and never unseen by its owner."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from pyotp import TOTP

from tests.gate.case_world import an_order, confirmed_case
from tests.gate.counter_world import EVERYTHING, Counter, a_person, an_appointment, typed_from
from tests.gate.owner_world import EMAIL, Owner, a_registered_owner, an_owner
from ugyfelkapu.gate.actions.counter.case_gate import Served
from ugyfelkapu.gate.actions.counter.change_email_at_counter import change_email_at_counter
from ugyfelkapu.gate.actions.counter.confirm_case import close_case, confirm_case
from ugyfelkapu.gate.actions.counter.open_case import open_case
from ugyfelkapu.gate.actions.counter.printed_code import make_printed_code, print_code
from ugyfelkapu.gate.actions.counter.register_at_counter import Confirmation, Incomplete, NoCase
from ugyfelkapu.gate.actions.counter.remove_factor_at_counter import Lost, remove_factor_at_counter
from ugyfelkapu.gate.actions.counter.reset_at_counter import reset_at_counter
from ugyfelkapu.gate.actions.counter.suspend_at_counter import lift_at_counter, suspend_at_counter
from ugyfelkapu.gate.actions.passwords.activate import Activated
from ugyfelkapu.gate.actions.passwords.reset_password import PasswordReset
from ugyfelkapu.gate.actions.sessions.half_done import NextStep
from ugyfelkapu.gate.actions.sessions.live_session import live_session
from ugyfelkapu.gate.domain.counter_case import CaseId
from ugyfelkapu.gate.domain.counter_service import LosableKind, NotServed, Service, ServiceReason
from ugyfelkapu.gate.domain.email import EmailAddress
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.sign_in import Refused

NEW_EMAIL = EmailAddress("uj.cim@example.hu")


@pytest.fixture
async def owner(counter: Counter) -> Owner:
    """Somebody with an active gate."""
    return await an_owner(counter)


async def entries(counter: Counter, activity: str) -> list[tuple[str, str, str]]:
    """Outcome, reason and subject of each entry of an activity."""
    rows = await counter.world.database.reader.all(
        "SELECT outcome, reason, subject FROM journal WHERE activity = :activity ORDER BY entry_id", activity=activity
    )
    return [(row.text("outcome"), row.text("reason"), row.text("subject")) for row in rows]


async def an_address_change(owner: Owner) -> None:
    """Somebody has asked for another address from a sign-in, and the code is on its way."""
    insert = """
        INSERT INTO email_change (change_id, gate_id, former_email, new_email, code_digest, asked_at, expires_at)
        VALUES ('c1', :gate_id, 'a@example.hu', 'b@example.hu', :digest, :now, :now)
    """
    async with owner.world.database.transaction() as tx:
        await tx.execute(insert, gate_id=await owner.gate_id(), digest=b"x", now=owner.clock.now())


async def person_id(counter: Counter) -> str:
    return (await counter.rows("person"))[0].text("person_id")


async def test_a_reset_mails_a_code_and_leaves_the_password_until_the_next_is_chosen(owner: Owner) -> None:
    counter = owner.counter
    order = await an_order(owner, await confirmed_case(counter), Service.RESET_PASSWORD)
    assert await reset_at_counter(counter.world, counter.clerk, order, now=counter.now) == Served()
    assert (await owner.mails())[0].text("recipient") == EMAIL
    await owner.signs_in()
    assert isinstance(await owner.resets(await owner.code()), PasswordReset)
    assert await entries(counter, "reset_password_at_counter") == [("done", "forgotten", await person_id(counter))]


async def test_a_lapsed_password_is_renewed_with_a_code_from_the_counter_and_not_with_another(owner: Owner) -> None:
    counter = owner.counter
    await owner.forgets()
    mailed = await owner.code()
    async with counter.world.database.transaction() as tx:
        await tx.execute("UPDATE password SET expires_at = :then", then=counter.now - timedelta(days=61))
    assert await owner.resets(mailed) is Refused.LAPSED
    case_id = await confirmed_case(counter)
    counter.clock.advance(milliseconds=1)
    order = await an_order(owner, case_id, Service.RESET_PASSWORD, ServiceReason.LAPSED)
    await reset_at_counter(counter.world, counter.clerk, order, now=counter.now)
    assert isinstance(await owner.resets(await owner.code()), PasswordReset)


async def test_a_reset_asks_for_the_second_factor_all_the_same(owner: Owner) -> None:
    counter = owner.counter
    await owner.enrols()
    order = await an_order(owner, await confirmed_case(counter), Service.RESET_PASSWORD)
    counter.clock.advance(milliseconds=1)
    await reset_at_counter(counter.world, counter.clerk, order, now=counter.now)
    assert isinstance(await owner.resets(await owner.code()), NextStep)


async def test_a_late_activation_gets_a_new_code_until_the_sixtieth_day_and_none_after(counter: Counter) -> None:
    owner = await a_registered_owner(counter)
    counter.clock.advance(days=59, hours=23)
    order = await an_order(owner, await confirmed_case(counter), Service.RESET_PASSWORD)
    assert await reset_at_counter(counter.world, counter.clerk, order, now=counter.now) == Served()
    assert len(await owner.codes()) == 2
    counter.clock.advance(hours=1)
    late = await an_order(owner, await confirmed_case(counter), Service.RESET_PASSWORD)
    outcome = await reset_at_counter(counter.world, counter.clerk, late, now=counter.now)
    assert outcome is NotServed.ACTIVATION_OVER


async def test_a_new_address_is_in_force_at_once_both_are_told_and_codes_to_the_old_one_end(owner: Owner) -> None:
    counter = owner.counter
    await owner.forgets()
    mailed = await owner.code()
    await an_address_change(owner)
    order = await an_order(owner, await confirmed_case(counter), Service.CHANGE_EMAIL)
    counter.clock.advance(milliseconds=1)
    outcome = await change_email_at_counter(counter.world, counter.clerk, order, email=NEW_EMAIL, now=counter.now)
    assert outcome == Served()
    assert await counter.rows("email_change") == []
    assert (await counter.rows("gate"))[0].text("email") == NEW_EMAIL
    assert {mail.text("recipient") for mail in (await owner.mails())[:2]} == {EMAIL, NEW_EMAIL}
    assert await owner.resets(mailed) is Refused.WRONG
    events = [row.text("event") for row in await counter.rows("standing_change")]
    assert events == ["data_changed"]


async def test_who_waits_for_activation_gets_the_code_at_the_new_address_and_the_old_code_ends(counter: Counter) -> None:
    owner = await a_registered_owner(counter)
    former = await owner.code()
    order = await an_order(owner, await confirmed_case(counter), Service.CHANGE_EMAIL)
    counter.clock.advance(milliseconds=1)
    await change_email_at_counter(counter.world, counter.clerk, order, email=NEW_EMAIL, now=counter.now)
    assert await owner.activates(former) is Refused.WRONG
    assert isinstance(await owner.activates((await owner.codes())[-1]), Activated)


async def test_a_lost_factor_is_removed_sessions_end_and_the_password_alone_is_enough_again(owner: Owner) -> None:
    counter = owner.counter
    secret = await owner.enrols()
    assert TOTP(secret).now()
    case_id = await confirmed_case(counter)
    order = await an_order(owner, case_id, Service.REMOVE_FACTOR)
    lost = Lost(kind=LosableKind.TOTP)
    outcome = await remove_factor_at_counter(counter.world, counter.clerk, order, lost=lost, now=counter.now)
    assert outcome == Served()
    assert await counter.rows("totp_authenticator") == []
    await owner.signs_in()
    assert [row.text("event") for row in await counter.rows("standing_change")] == ["credentials_reset"]
    again = await remove_factor_at_counter(counter.world, counter.clerk, order, lost=lost, now=counter.now)
    assert again == Served()
    assert len(await entries(counter, "remove_factor_at_counter")) == 1


async def test_one_of_two_factors_is_removed_by_its_name(owner: Owner) -> None:
    counter = owner.counter
    await owner.enrols()
    await owner.enrols()
    [first, second] = [row.text("factor_id") for row in await counter.rows("totp_authenticator")]
    order = await an_order(owner, await confirmed_case(counter), Service.REMOVE_FACTOR)
    lost = Lost(kind=LosableKind.TOTP, factor_id=first)
    await remove_factor_at_counter(counter.world, counter.clerk, order, lost=lost, now=counter.now)
    assert [row.text("factor_id") for row in await counter.rows("totp_authenticator")] == [second]


async def test_a_factor_that_is_not_there_is_refused_and_in_the_journal(owner: Owner) -> None:
    counter = owner.counter
    order = await an_order(owner, await confirmed_case(counter), Service.REMOVE_FACTOR)
    outcome = await remove_factor_at_counter(counter.world, counter.clerk, order, lost=Lost(), now=counter.now)
    assert outcome is NotServed.NOTHING_TO_REMOVE
    assert [entry[0] for entry in await entries(counter, "remove_factor_at_counter")] == ["nothing_to_remove"]


async def test_a_printed_code_is_given_out_once_works_and_ends_the_mailed_ones(owner: Owner) -> None:
    counter = owner.counter
    await owner.forgets()
    mailed = await owner.code()
    case_id = await confirmed_case(counter)
    order = await an_order(owner, case_id, Service.PRINT_CODE)
    assert await make_printed_code(counter.world, counter.clerk, order, now=counter.now) == Served()
    paper = await print_code(counter.world, counter.clerk, case_id, gate_id=order.gate_id, now=counter.now)
    assert paper is not None
    assert paper.code not in repr(paper)
    assert await print_code(counter.world, counter.clerk, case_id, gate_id=order.gate_id, now=counter.now) is None
    assert all(paper.code not in mail.text("text_body") for mail in await owner.mails())
    assert await owner.resets(mailed) is Refused.WRONG
    assert isinstance(await owner.resets(paper.code), PasswordReset)


async def test_a_code_whose_case_was_closed_is_not_printed_any_more(owner: Owner) -> None:
    counter = owner.counter
    case_id = await confirmed_case(counter)
    order = await an_order(owner, case_id, Service.PRINT_CODE)
    await make_printed_code(counter.world, counter.clerk, order, now=counter.now)
    assert await close_case(counter.world, counter.clerk, case_id, now=counter.now)
    assert await print_code(counter.world, counter.clerk, case_id, gate_id=order.gate_id, now=counter.now) is None
    assert await counter.rows("printed_code") == []


async def test_of_twenty_who_print_one_gets_the_code_and_of_twenty_who_make_it_there_is_one(owner: Owner) -> None:
    counter = owner.counter
    case_id = await confirmed_case(counter)
    order = await an_order(owner, case_id, Service.PRINT_CODE)
    made = (make_printed_code(counter.world, counter.clerk, order, now=counter.now) for _ in range(20))
    assert set(await asyncio.gather(*made)) == {Served()}
    assert len(await counter.rows("password_reset_code")) == 1
    printed = (print_code(counter.world, counter.clerk, case_id, gate_id=order.gate_id, now=counter.now) for _ in range(20))
    assert len([paper for paper in await asyncio.gather(*printed) if paper]) == 1


async def test_of_twenty_resets_in_one_case_one_mail_goes_out(owner: Owner) -> None:
    counter = owner.counter
    before = len(await owner.mails())
    order = await an_order(owner, await confirmed_case(counter), Service.RESET_PASSWORD)
    outcomes = await asyncio.gather(
        *(reset_at_counter(counter.world, counter.clerk, order, now=counter.now) for _ in range(20))
    )
    assert set(outcomes) == {Served()}
    assert len(await owner.mails()) == before + 1


async def test_before_the_confirmation_nothing_is_done(owner: Owner) -> None:
    counter = owner.counter
    case_id = await counter.opens(a_person())
    for given in (frozenset[Confirmation](), frozenset({Confirmation.DATA_MATCH})):
        outcome = await confirm_case(counter.world, counter.clerk, case_id, confirmed=given, now=counter.now)
        assert isinstance(outcome, Incomplete)
    before = len(await owner.mails())
    order = await an_order(owner, case_id, Service.RESET_PASSWORD)
    assert await reset_at_counter(counter.world, counter.clerk, order, now=counter.now) is NotServed.UNCONFIRMED
    assert len(await owner.mails()) == before
    assert [entry[0] for entry in await entries(counter, "reset_password_at_counter")] == ["unconfirmed"]


async def test_a_colleagues_an_abandoned_and_a_closed_case_serve_nobody(owner: Owner) -> None:
    counter = owner.counter
    case_id = await confirmed_case(counter)
    order = await an_order(owner, case_id, Service.RESET_PASSWORD)
    colleague = (await an_appointment(counter.world, "masik22")).clerk
    assert await reset_at_counter(counter.world, colleague, order, now=counter.now) is NotServed.NO_CASE
    later = counter.now + timedelta(minutes=30)
    assert await reset_at_counter(counter.world, counter.clerk, order, now=later) is NotServed.NO_CASE
    await close_case(counter.world, counter.clerk, case_id, now=counter.now)
    assert await reset_at_counter(counter.world, counter.clerk, order, now=counter.now) is NotServed.NO_CASE
    assert not await close_case(counter.world, counter.clerk, case_id, now=counter.now)
    assert isinstance(await confirm_case(counter.world, counter.clerk, case_id, confirmed=EVERYTHING, now=counter.now), NoCase)


async def test_a_case_reaches_no_gate_but_its_own_persons(owner: Owner) -> None:
    counter = owner.counter
    other = await an_owner(counter, "masvalaki1", number="654321BA")
    case_id = await confirmed_case(counter, a_person())
    swapped = replace(await an_order(owner, case_id, Service.PRINT_CODE), gate_id=await other.gate_id())
    assert await make_printed_code(counter.world, counter.clerk, swapped, now=counter.now) is NotServed.NO_CASE
    unknown = replace(swapped, gate_id=GateId("x" * 5000), case_id=CaseId("y" * 5000))
    assert await make_printed_code(counter.world, counter.clerk, unknown, now=counter.now) is NotServed.NO_CASE
    assert await counter.rows("printed_code") == []


async def test_every_look_up_of_somebody_with_a_gate_names_them_as_the_subject(owner: Owner) -> None:
    counter = owner.counter
    counter.clock.advance(seconds=1)
    await confirmed_case(counter)
    counter.registers.answers.clear()
    await open_case(counter.world, counter.clerk, typed_from(a_person()), now=counter.now)
    every = await entries(counter, "register_look_up")
    whose = await person_id(counter)
    assert sorted(outcome for outcome, _, subject in every if subject == whose) == ["asked", "asked", "found", "not_found"]


@pytest.mark.parametrize("reason", [ServiceReason.MISUSE, ServiceReason.FACTOR_STOLEN, ServiceReason.OWNERS_WISH])
async def test_a_gate_is_suspended_lifted_and_renewed_at_one_counter(owner: Owner, reason: ServiceReason) -> None:
    counter = owner.counter
    signed_in = await owner.signs_in()
    case_id = await confirmed_case(counter)
    suspend = await an_order(owner, case_id, Service.SUSPEND, reason)
    assert await suspend_at_counter(counter.world, counter.clerk, suspend, now=counter.now) == Served()
    assert await live_session(counter.world, signed_in.session) is None
    assert await suspend_at_counter(counter.world, counter.clerk, suspend, now=counter.now) == Served()
    for service in (Service.RESET_PASSWORD, Service.PRINT_CODE):
        order = await an_order(owner, case_id, service)
        assert await reset_at_counter(counter.world, counter.clerk, order, now=counter.now) is NotServed.NOT_OFFERED
    lift = await an_order(owner, case_id, Service.LIFT, ServiceReason.OWNERS_WISH)
    assert await lift_at_counter(counter.world, counter.clerk, lift, now=counter.now) == Served()
    assert await owner.tries() is Refused.LAPSED
    counter.clock.advance(milliseconds=1)
    order = await an_order(owner, case_id, Service.RESET_PASSWORD, ServiceReason.MISUSE)
    await reset_at_counter(counter.world, counter.clerk, order, now=counter.now)
    assert isinstance(await owner.resets(await owner.code()), PasswordReset)
    assert [entry[0] for entry in await entries(counter, "suspend_at_counter")] == ["done"]
    assert [entry[0] for entry in await entries(counter, "lift_suspension_at_counter")] == ["done"]
