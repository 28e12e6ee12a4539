"""The same sign-in with a second factor, in another language midway, and without a mouse."""

from collections.abc import Mapping

import pytest
from playwright.sync_api import expect

from tests.journeys.people import citizen
from tests.journeys.steps import LOCAL_COUNCIL, ask_at_service, choose_gate, service_url, sign_in, tab_to
from tests.journeys.story import Authenticator
from tests.journeys.walk import ALERT, Walk
from tests.town import Town

WITH_CODES = "letelepedett"
WITH_KEYBOARD = "harmadikpolgar"


@pytest.fixture(scope="module")
def careful(town: Town) -> Mapping[str, str]:
    """A citizen with an app for codes."""
    return citizen(town, WITH_CODES)


@pytest.fixture(scope="module")
def app(careful: Mapping[str, str]) -> Authenticator:
    """Their app, which shows no code twice."""
    return Authenticator(careful["totp_secret"])


def test_who_has_a_second_factor_is_asked_for_it(walk: Walk, careful: Mapping[str, str], app: Authenticator) -> None:
    ask_at_service(walk, LOCAL_COUNCIL)
    choose_gate(walk)
    sign_in(walk, careful["username"], careful["password"])
    walk.is_on("second-factor")
    walk.send(code="000 00")
    walk.is_on("second-factor")
    expect(walk.page.locator(ALERT)).to_be_visible()
    walk.send(code=app.code())
    walk.is_on("service-account")


def test_another_language_midway_keeps_the_flow(walk: Walk, careful: Mapping[str, str], app: Authenticator) -> None:
    ask_at_service(walk, LOCAL_COUNCIL)
    walk.is_on("choose-method")
    _switch(walk, "en", page="choose-method")
    choose_gate(walk)
    _switch(walk, "de", page="sign-in")
    sign_in(walk, careful["username"], careful["password"])
    walk.is_on("second-factor")
    expect(walk.page.locator("html")).to_have_attribute("lang", "de")
    _switch(walk, "en", page="second-factor")
    walk.send(code=app.code())
    walk.is_on("service-account")


def test_the_keyboard_alone_is_enough(walk: Walk, town: Town) -> None:
    person = citizen(town, WITH_KEYBOARD)
    keys = walk.page.keyboard
    walk.go(service_url(walk, LOCAL_COUNCIL))
    tab_to(walk, "main a[href='/login']")
    keys.press("Enter")
    walk.is_on("choose-method")
    tab_to(walk, "main button[name=method]")
    keys.press("Enter")
    walk.is_on("sign-in")
    tab_to(walk, "main [name=username]")
    keys.type(person["username"])
    tab_to(walk, "main [name=password]")
    keys.type(person["password"])
    keys.press("Enter")
    walk.is_on("service-account")


def test_the_first_tab_stop_leads_past_the_head_of_the_page(walk: Walk) -> None:
    walk.go("/sign-in")
    walk.page.keyboard.press("Tab")
    skip = walk.page.locator(".govuk-skip-link")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    walk.page.keyboard.press("Enter")
    expect(walk.page.locator("main")).to_be_focused()


def _switch(walk: Walk, language: str, *, page: str) -> None:
    walk.page.click(f".languages a[hreflang={language}]")
    expect(walk.page.locator("html")).to_have_attribute("lang", language)
    walk.is_on(page)
