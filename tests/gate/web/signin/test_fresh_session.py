"""Who wants a page that changes the ways in shows everything again, and is led there; nobody is led anywhere else."""

from datetime import timedelta

import pytest

from tests.gate.owner_world import PASSWORD, USERNAME, Owner
from tests.gate.web.signin.browser import Browser, page_of
from ugyfelkapu.gate.domain.session import FRESH_MINUTES

FORM = {"username": USERNAME, "password": PASSWORD}


async def signed_in(browser: Browser) -> None:
    await browser.sends("/sign-in", **FORM)


async def test_a_session_just_begun_goes_on_without_being_asked(owner: Owner, browser: Browser) -> None:
    del owner
    await signed_in(browser)
    answer = await browser.client.get("/sign-in?then=password")
    assert answer.headers["location"] == "/own/password"


async def test_an_older_session_is_asked_again_and_led_on(owner: Owner, browser: Browser) -> None:
    await signed_in(browser)
    before = browser.client.cookies["gate_session"]
    owner.clock.advance(seconds=FRESH_MINUTES * 60)
    page = await browser.opens("/sign-in?then=password")
    assert page_of(page) == "sign-in"
    assert f'value="{USERNAME}"' in page.text
    answer = await browser.sends("/sign-in?then=password", **FORM)
    assert answer.headers["location"] == "/own/password"
    assert browser.client.cookies["gate_session"] != before
    assert len(await owner.counter.rows("gate_session")) == 1  # the running session went on


async def test_the_last_instant_of_a_fresh_session(owner: Owner, browser: Browser) -> None:
    await signed_in(browser)
    owner.clock.instant += timedelta(minutes=FRESH_MINUTES) - timedelta(microseconds=1)
    assert (await browser.client.get("/sign-in?then=password")).status_code == 303


async def test_a_second_factor_on_the_way_does_not_lose_the_page(owner: Owner, browser: Browser) -> None:
    await owner.enrols()
    step = await browser.sends("/sign-in?then=password", **FORM)
    page = await browser.follows(step)
    assert page_of(page) == "second-factor"
    assert "/sign-in?then=password" in page.text


@pytest.mark.parametrize("then", ["https://stranger.example", "//stranger.example", "/own", "unknown", "", "own\r\nx: y"])
async def test_no_other_address_is_ever_led_to(owner: Owner, browser: Browser, then: str) -> None:
    del owner
    await signed_in(browser)
    answer = await browser.client.get("/sign-in", params={"then": then})
    assert answer.headers["location"] == "/own"
