"""A person sees at the broker what services learned, and takes a consent back, in a real browser (`domain.md R15`)."""

from datetime import date

from playwright.sync_api import expect

from tests.journeys.people import PASSWORD, Applicant
from tests.journeys.steps import TAX_ACCOUNT, ask_at_service, choose_gate, service_url, sign_in
from tests.journeys.walk import Walk
from ugyfelkapu.foundation.page import Language
from ugyfelkapu.foundation.page.wording import day

WITHDRAW = "form[action='/services/used/withdraw'] button"


def test_without_a_sign_in_the_gate_asks_and_leads_back(walk: Walk, owner: Applicant) -> None:
    walk.go("/services/used")
    walk.is_on("sign-in")
    sign_in(walk, owner.username, PASSWORD)
    walk.is_on("services-used")
    expect(walk.page.locator("main .empty").first).to_be_visible()


def test_who_turns_back_at_the_gate_is_told_and_may_try_again(walk: Walk) -> None:
    walk.go("/services/used")
    walk.is_on("sign-in")
    walk.press("form[action='/sign-in/cancel'] button")
    walk.is_on("services-used-refused")
    expect(walk.page.locator("main [role=alert]")).to_be_visible()
    walk.press("a[href='/services/used']")
    walk.is_on("sign-in")


def test_what_a_service_learned_stands_there_and_a_consent_is_taken_back(walk: Walk, owner: Applicant) -> None:
    ask_at_service(walk, TAX_ACCOUNT)
    choose_gate(walk)
    sign_in(walk, owner.username, PASSWORD)
    walk.is_on("consent")
    walk.press("button[value=allow]")
    walk.is_on("service-account")
    walk.go("/own")
    walk.press("a[href='/services/used']")
    walk.is_on("services-used")
    assert "születési idő" in walk.text()
    for form in (owner.identity["birth_date"], day(date.fromisoformat(owner.identity["birth_date"]), Language.HU)):
        assert form not in walk.text(), "what kind of data, and never the data"
    walk.press(WITHDRAW)
    walk.is_on("services-used")
    expect(walk.page.locator("main [role=status]").first).to_be_visible()
    expect(walk.page.locator(f"main {WITHDRAW}")).to_have_count(0)
    walk.go(f"{service_url(walk, TAX_ACCOUNT)}/login")
    walk.is_on("consent")
