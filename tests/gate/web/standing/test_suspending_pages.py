"""Suspending one's gate, "this was not me", and the way back (`domain.md` R12, R15)."""

from collections.abc import Callable

import pyotp
import pytest

from tests.gate.mailed import link_in_mail
from tests.gate.owner_world import EMAIL, OTHER_PASSWORD, PASSWORD, USERNAME, Owner
from tests.gate.standing_world import broken, suspends
from tests.gate.web.signin.browser import Browser, page_of

FORM = {"username": USERNAME, "password": PASSWORD}
NEW = {"new_password": OTHER_PASSWORD, "new_password_again": OTHER_PASSWORD}


async def standing_of(owner: Owner) -> str:
    rows = await owner.counter.rows("gate")
    return next(row.text("standing") for row in rows if row.text("username") == owner.username)


async def test_a_link_in_a_notice_shows_first_and_suspends_on_the_button(owner: Owner, browser: Browser) -> None:
    link = await link_in_mail(owner, EMAIL, "/not-me")
    page = await browser.opens(link)
    assert page_of(page) == "not-me"
    assert "password" not in page.text.replace("password-input", "")
    assert await standing_of(owner) == "active"
    done = await browser.follows(await browser.sends(link, code=link.partition("code=")[2]))
    assert page_of(done) == "suspended"
    assert await standing_of(owner) == "suspended"
    assert not await broken(owner.counter)


async def test_a_second_use_and_a_strange_code_get_a_calm_page(owner: Owner, browser: Browser) -> None:
    link = await link_in_mail(owner, EMAIL, "/not-me")
    code = link.partition("code=")[2]
    await browser.sends(link, code=code)
    for url in (link, "/not-me", "/not-me?code=N_" + "x" * 43, "/not-me?code=" + "N" * 5000):
        answer = await browser.client.get(url)
        assert (answer.status_code, page_of(answer)) == (410, "not-me-unknown")
    token_page = await browser.sends("/sign-in", **FORM)
    assert token_page.status_code == 303


async def test_a_link_is_good_for_thirty_days(owner: Owner, browser: Browser) -> None:
    link = await link_in_mail(owner, EMAIL, "/not-me")
    owner.clock.advance(days=30, milliseconds=-2)
    assert page_of(await browser.client.get(link)) == "not-me"
    owner.clock.advance(milliseconds=1)
    assert page_of(await browser.client.get(link)) == "not-me-unknown"


async def test_the_owner_suspends_for_a_lost_phone_and_ticks_what_is_lost(owner: Owner, browser: Browser) -> None:
    await owner.enrols()
    owner.clock.advance(seconds=1)
    kept = pyotp.TOTP(await owner.enrols())
    owner.clock.advance(seconds=1)
    await browser.sends("/sign-in", **FORM)
    await browser.sends("/sign-in/second-factor", code=kept.at(owner.clock.now()))
    page = await browser.opens("/own/suspend")
    assert page_of(page) == "own-suspend"
    first = (await owner.counter.rows("totp_authenticator"))[0].text("factor_id")
    answer = await browser.sends("/own/suspend", cause="lost_device", since="today", **{f"lost_{first}": "yes"})
    assert page_of(await browser.follows(answer)) == "suspended"
    assert len(await owner.counter.rows("totp_authenticator")) == 1
    assert page_of(await browser.opens("/own")) == "sign-in"


async def test_without_a_cause_nothing_is_suspended(owner: Owner, browser: Browser) -> None:
    await browser.sends("/sign-in", **FORM)
    answer = await browser.sends("/own/suspend", since="today")
    assert 'role="alert"' in answer.text
    assert await standing_of(owner) == "active"


@pytest.mark.parametrize(("since", "left"), [("today", 1), ("this_week", 0), ("this_month", 0), ("unknown", 0), ("x", 0)])
async def test_what_was_enrolled_since_a_stranger_may_have_been_here_goes(
    owner: Owner, browser: Browser, since: str, left: int
) -> None:
    secret = pyotp.TOTP(await owner.enrols())
    owner.clock.advance(days=2)
    await browser.sends("/sign-in", **FORM)
    await browser.sends("/sign-in/second-factor", code=secret.at(owner.clock.now()))
    await browser.sends("/own/suspend", cause="stranger", since=since)
    assert len(await owner.counter.rows("totp_authenticator")) == left


async def test_the_owner_lifts_alone_with_a_factor_that_was_there_before(owner: Owner, browser: Browser) -> None:
    secret = pyotp.TOTP(await owner.enrols())
    owner.clock.advance(days=8)
    await owner.forgets()
    link = await link_in_mail(owner, EMAIL, "/not-me")
    await browser.sends(link, code=link.partition("code=")[2])
    owner.clock.advance(hours=1)
    page = await browser.follows(await browser.sends("/sign-in", **FORM))
    assert page_of(page) == "lift-suspension"
    asked = await browser.follows(await browser.sends("/lift-suspension"))
    assert page_of(asked) == "second-factor"
    chosen = await browser.sends("/sign-in/second-factor", code=secret.at(owner.clock.now()))
    assert page_of(await browser.follows(chosen)) == "lift-password"
    assert await standing_of(owner) == "suspended"
    weak = await browser.sends("/lift-suspension/password", new_password=PASSWORD, new_password_again=PASSWORD)
    assert 'role="alert"' in weak.text
    assert page_of(await browser.follows(await browser.sends("/lift-suspension/password", **NEW))) == "own"
    assert await standing_of(owner) == "active"
    assert not await broken(owner.counter)


async def test_a_gate_without_an_unaffected_factor_is_lifted_in_person_only(owner: Owner, browser: Browser) -> None:
    await owner.enrols()
    link = await link_in_mail(owner, EMAIL, "/not-me")
    await browser.sends(link, code=link.partition("code=")[2])
    page = await browser.follows(await browser.sends("/sign-in", **FORM))
    assert page_of(page) == "lift-suspension"
    assert "<form" not in page.text.partition("<main")[2]
    token = await browser.sends("/forgotten-password", username="x")
    assert token.status_code == 200
    tried = await browser.sends("/activate", username="x")
    assert tried.status_code == 200


async def test_what_the_operator_suspended_is_lifted_in_person_only_and_says_why(owner: Owner, browser: Browser) -> None:
    await owner.enrols()
    owner.clock.advance(days=1)
    await suspends(owner)
    page = await browser.follows(await browser.sends("/sign-in", **FORM))
    assert "bejelentett visszaélés" in page.text
    assert "<form" not in page.text.partition("<main")[2]


async def test_only_who_knows_the_password_learns_of_a_suspension(owner: Owner, another: Callable[[], Browser]) -> None:
    await suspends(owner)
    wrong = await another().sends("/sign-in", username=USERNAME, password="rossz jelszó")
    unknown = await another().sends("/sign-in", username="nincsilyen", password="rossz jelszó")
    assert (wrong.status_code, page_of(wrong)) == (unknown.status_code, page_of(unknown))
    assert "lift" not in wrong.text


async def test_no_step_of_lifting_is_reached_without_the_one_before(owner: Owner, browser: Browser) -> None:
    await owner.enrols()
    owner.clock.advance(days=1)
    await suspends(owner)
    await browser.sends("/sign-in", **FORM)
    for path in ("/lift-suspension/password", "/sign-in/second-factor", "/password-expired"):
        assert page_of(await browser.opens(path)) == "sign-in"
        assert await standing_of(owner) == "suspended"
