"""Each way to a gate by the keyboard alone: Tab, Enter, Space, arrows and letters, with the focus seen at every stop."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import NewWalk
from tests.journeys.people import Applicant, Crowd, new_officer
from tests.journeys.signature_rounds import signs
from tests.journeys.steps import shown_at_counter, tab_to
from tests.journeys.test_eid_registration import walk_with_card
from tests.journeys.walk import Walk
from tests.town import Town

MOST_OPTIONS = 20
FIELDS = "fields => [...new Set(fields.map(field => field.name))]"


def presses(walk: Walk, selector: str) -> None:
    """Go there, and press it."""
    tab_to(walk, f"main {selector}")
    walk.page.keyboard.press("Enter")


def types(walk: Walk, **fields: str) -> None:
    """Fill fields in as they follow one another, and send them from the last."""
    in_order = walk.page.locator("main form [name]:not([type=hidden])").evaluate_all(FIELDS)
    for name in sorted(fields, key=in_order.index):
        tab_to(walk, f"main [name={name}]")
        entry = walk.page.locator(":focus")
        if entry.and_(walk.page.locator("select")).count():
            _chooses(walk, fields[name])
        else:
            walk.page.keyboard.press("Control+A")
            walk.page.keyboard.type(fields[name])
    walk.page.keyboard.press("Enter")


def _chooses(walk: Walk, value: str) -> None:
    """By the arrows, from the first of the list; what is chosen already stays."""
    entry = walk.page.locator(":focus")
    if entry.input_value() != value:
        walk.page.keyboard.press("Home")
    for _ in range(MOST_OPTIONS):
        if entry.input_value() == value:
            return
        walk.page.keyboard.press("ArrowDown")
    raise AssertionError(value)


def ticks(walk: Walk, name: str) -> None:
    """A box."""
    tab_to(walk, f"main [name={name}]")
    walk.page.keyboard.press("Space")
    expect(walk.page.locator(f"main [name={name}]")).to_be_checked()


def wishes(walk: Walk, person: Applicant) -> None:
    """What the gate is to be called, at the end of the ways with a card."""
    walk.is_on("register-eid-details")
    types(walk, username=person.username, email=person.email)
    walk.is_on("register-eid-done")


def test_a_clerk_registers_somebody(walk: Walk, town: Town, crowd: Crowd) -> None:
    person, officer = crowd.somebody("szl"), new_officer(town, "egernelkul")
    walk.go("/counter")
    types(walk, username=officer.username, password=officer.password)
    walk.is_on("counter-second-factor")
    types(walk, code=officer.code())
    walk.is_on("counter")
    presses(walk, "a[href='/counter/register']")
    walk.is_on("counter-register")
    types(walk, **shown_at_counter(person))
    walk.is_on("counter-case")
    ticks(walk, "data_match")
    ticks(walk, "face_match")
    types(walk, username=person.username, email=person.email)
    walk.is_on("counter-receipt")


def test_by_card_number_and_code(walk: Walk, crowd: Crowd) -> None:
    person = crowd.with_code()
    walk.go("/register/eid")
    presses(walk, "a[href='/register/eid/code']")
    walk.is_on("register-eid-code")
    types(walk, document_number=person.entry["document_number"], code=person.entry["registration_code"])
    wishes(walk, person)


def test_by_the_cards_certificate(browser: Browser, town: Town, crowd: Crowd) -> None:
    person = crowd.with_card()
    walk = walk_with_card(browser, town, person.entry["document_number"])
    walk.go("/register/eid/with-card")
    presses(walk, "form button")
    wishes(walk, person)
    walk.context.close()


def test_by_a_signature(walk: Walk, crowd: Crowd, tmp_path: Path) -> None:
    person = crowd.signer()
    walk.go("/register/signature")
    types(walk, **shown_at_counter(person), username=person.username, email=person.email)
    walk.is_on("register-signature-application")
    with walk.page.expect_download() as begun:
        presses(walk, "a[href$='.pdf']")
    begun.value.save_as(tmp_path / "kerelem.pdf")
    signed = signs(walk, person, tmp_path / "kerelem.pdf")  # the software for it is the person's own
    with walk.page.expect_file_chooser() as asked:
        presses(walk, "[name=document]")
    asked.value.set_files(signed)
    presses(walk, "form:has([name=document]) button[type=submit]")
    walk.is_on("register-signature-done")


@pytest.mark.parametrize("kind", ["prefilled", "provisional"])
def test_from_home(new_walk_in_town: NewWalk, crowd: Crowd, kind: str) -> None:
    walk, person = new_walk_in_town(), crowd.somebody("szl")
    walk.go("/register")
    presses(walk, f"a[href='/register/{kind}']")
    walk.is_on(f"register-{kind}")
    types(walk, **shown_at_counter(person), username=person.username, email=person.email)
    walk.is_on("register-reference")
