"""A new e-mail address proves itself, and the former one can take it back (`domain.md R9`)."""

from collections.abc import Callable

import pytest

from tests.gate.mailed import code_in_mail, link_in_mail, mailed_to
from tests.gate.owner_world import EMAIL, PASSWORD, USERNAME, Owner, an_owner
from tests.gate.standing_world import broken, told
from tests.gate.web.signin.browser import Browser, page_of

FORM = {"username": USERNAME, "password": PASSWORD}
B, C = "uj@example.hu", "masik@example.hu"


async def address(owner: Owner) -> str:
    rows = await owner.counter.rows("gate")
    return next(row.text("email") for row in rows if row.text("username") == owner.username)


async def changes_to(owner: Owner, browser: Browser, email: str) -> None:
    """From the wish to the address in force."""
    owner.clock.advance(seconds=1)
    await browser.sends("/sign-in?then=email", **FORM) if page_of(await browser.opens("/own/email")) == "sign-in" else None
    await browser.sends("/own/email", email=email)
    owner.clock.advance(seconds=1)
    done = await browser.sends("/own/email/code", code=await code_in_mail(owner, email, "C"))
    assert page_of(await browser.follows(done)) == "own-email-changed"


async def undoes(browser: Browser, link: str) -> str:
    """Follow a link and press its button; the page at the end."""
    shown = page_of(await browser.opens(link))
    if shown != "undo-email":
        return shown
    return page_of(await browser.follows(await browser.sends(link, code=link.partition("code=")[2])))


async def test_an_address_counts_once_its_code_was_typed(owner: Owner, browser: Browser) -> None:
    await browser.sends("/sign-in", **FORM)
    sent = await browser.sends("/own/email", email=B)
    assert page_of(await browser.follows(sent)) == "own-email-code"
    assert await address(owner) == EMAIL
    wrong = await browser.sends("/own/email/code", code="C-0000-0000-0000")
    assert 'role="alert"' in wrong.text
    await browser.sends("/own/email/code", code=await code_in_mail(owner, B, "C"))
    assert await address(owner) == B
    assert (await told(owner))[-1] == "data_changed"
    assert not await broken(owner.counter)


async def test_the_new_address_gets_no_way_to_suspend_or_undo_before_it_proved_itself(owner: Owner, browser: Browser) -> None:
    await browser.sends("/sign-in", **FORM)
    await browser.sends("/own/email", email=B)
    [text] = await mailed_to(owner, B)
    assert "not-me" not in text
    assert "undo-email" not in text
    assert USERNAME not in text


async def test_an_older_session_is_asked_again(owner: Owner, browser: Browser) -> None:
    await browser.sends("/sign-in", **FORM)
    owner.clock.advance(minutes=10)
    assert page_of(await browser.opens("/own/email")) == "sign-in"


@pytest.mark.parametrize(
    "typed", ["", "nem cím", "a@b", "x" * 250 + "@example.hu", EMAIL, EMAIL.upper(), "a@example.hu\r\nBcc: x@y.hu"]
)
async def test_what_is_no_new_address_is_said_so(owner: Owner, browser: Browser, typed: str) -> None:
    await browser.sends("/sign-in", **FORM)
    before = len(await owner.mails())
    answer = await browser.sends("/own/email", email=typed)
    assert answer.status_code in {200, 400}
    assert len(await owner.mails()) == before


async def test_the_newest_wish_wins(owner: Owner, browser: Browser) -> None:
    await browser.sends("/sign-in", **FORM)
    await browser.sends("/own/email", email=B)
    older = await code_in_mail(owner, B, "C")
    undo_of_older = await link_in_mail(owner, EMAIL, "/undo-email")
    owner.clock.advance(seconds=1)
    await browser.sends("/own/email", email=C)
    assert 'role="alert"' in (await browser.sends("/own/email/code", code=older)).text
    assert page_of(await browser.opens(undo_of_older)) == "undo-email-unknown"
    await browser.sends("/own/email/code", code=await code_in_mail(owner, C, "C"))
    assert await address(owner) == C


async def test_the_former_address_takes_a_change_back_and_everybody_is_out(
    owner: Owner, another: Callable[[], Browser]
) -> None:
    stranger, at_home = another(), another()
    await changes_to(owner, stranger, B)
    assert await undoes(at_home, await link_in_mail(owner, EMAIL, "/undo-email")) == "not-me"
    assert await address(owner) == EMAIL
    assert page_of(await stranger.opens("/own")) == "sign-in"
    assert not await broken(owner.counter)


async def test_after_taking_back_the_gate_can_be_suspended_too(owner: Owner, browser: Browser) -> None:
    await changes_to(owner, browser, B)
    link = await link_in_mail(owner, EMAIL, "/undo-email")
    offered = await browser.sends(link, code=link.partition("code=")[2])
    where = offered.headers["location"]
    code = where.partition("code=")[2].partition("&")[0]
    assert page_of(await browser.follows(await browser.sends(where, code=code))) == "suspended"


async def test_an_undo_is_good_for_seven_days_from_the_change(owner: Owner, browser: Browser) -> None:
    await changes_to(owner, browser, B)
    link = await link_in_mail(owner, EMAIL, "/undo-email")
    owner.clock.advance(days=7, microseconds=-1000)
    assert page_of(await browser.opens(link)) == "undo-email"
    owner.clock.advance(milliseconds=1)
    assert page_of(await browser.opens(link)) == "undo-email-unknown"


async def test_the_first_of_two_changes_taken_back_ends_the_second_ones_link(owner: Owner, browser: Browser) -> None:
    await changes_to(owner, browser, B)
    of_first = await link_in_mail(owner, EMAIL, "/undo-email")
    await changes_to(owner, browser, C)
    of_second = await link_in_mail(owner, B, "/undo-email")
    assert await undoes(browser, of_first) == "not-me"
    assert await undoes(browser, of_second) == "undo-email-unknown"
    assert await address(owner) == EMAIL


async def test_two_changes_are_taken_back_one_after_the_other(owner: Owner, browser: Browser) -> None:
    await changes_to(owner, browser, B)
    of_first = await link_in_mail(owner, EMAIL, "/undo-email")
    await changes_to(owner, browser, C)
    assert await undoes(browser, await link_in_mail(owner, B, "/undo-email")) == "not-me"
    assert await address(owner) == B
    assert await undoes(browser, of_first) == "not-me"
    assert await address(owner) == EMAIL


async def test_an_address_of_another_gate_is_taken_and_nobody_learns_of_it(owner: Owner, browser: Browser) -> None:
    other = await an_owner(owner.counter, "masikember", number="654321BA")
    await changes_to(owner, browser, B)
    browser.client.cookies.clear()
    await browser.sends("/sign-in", username=other.username, password=PASSWORD)
    sent = await browser.sends("/own/email", email=B)
    assert page_of(await browser.follows(sent)) == "own-email-code"


async def test_mails_to_new_addresses_are_throttled(owner: Owner, browser: Browser) -> None:
    del owner
    await browser.sends("/sign-in", **FORM)
    answers = [await browser.sends("/own/email", email=f"cim{number}@example.hu") for number in range(7)]
    assert [answer.status_code for answer in answers] == [303] * 6 + [429]


async def test_a_suspension_keeps_the_link_that_takes_the_change_back(owner: Owner, browser: Browser) -> None:
    await changes_to(owner, browser, B)
    undo = await link_in_mail(owner, EMAIL, "/undo-email")
    freeze = await link_in_mail(owner, EMAIL, "/not-me")
    await browser.sends(freeze, code=freeze.partition("code=")[2])
    await undoes(browser, undo)
    assert await address(owner) == EMAIL
    assert not await broken(owner.counter)
