"""A foreigner whom no register knows: entered in 3NYT, registered, and gone with the document (`domain.md R1`)."""

from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.people import PASSWORD, Applicant, Office, Officer, wait_for_mail
from tests.journeys.steps import activate, confirm, shown_at_counter, sign_in, sign_in_officer
from tests.journeys.test_every_page import findings
from tests.journeys.test_register_events import happens
from tests.journeys.walk import ALERT, Walk
from tests.town import Town
from ugyfelkapu.demo.registers.canvas import Canvas

NAME = {"family_name": "Suharto", "given_name": ""}
NEWCOMER = Applicant(
    username="ujonjott1",
    entry={
        "register": "3nyt",
        "document_type": "passport",
        "document_number": "C7654321",
        "citizenship": "IDN",
        "natural_identity": {
            "current_name": NAME,
            "birth_name": NAME,
            "mothers_birth_name": {"family_name": "", "given_name": ""},
            "birth_place": "Yogyakarta",
            "birth_date": "1980-02-29",
        },
    },
)
"""One name, and a passport that is silent about the mother."""


def enters(walk: Walk, folder: Path) -> None:
    """Portrait and signature taken, and the last day of the passport."""
    for name, colour in (("portrait", (200, 180, 170)), ("signature", (240, 240, 240))):
        file = folder / f"{name}.png"
        file.write_bytes(Canvas(64, 80, ground=colour).png())
        walk.page.set_input_files(f"main [name={name}]", file)
    year = str(datetime.now(UTC).year + 3)
    walk.send(document_valid_until_year=year, document_valid_until_month="1", document_valid_until_day="31")


def looks_up(walk: Walk, **changed: str) -> None:
    """The form of the look-up, which stands below that of the entry."""
    typed = shown_at_counter(NEWCOMER) | changed
    form = walk.page.locator("main form[action='/counter/register']")
    for name, value in typed.items():
        entry = form.locator(f"[name={name}]")
        if entry.and_(walk.page.locator("select")).count():
            entry.select_option(value)
        else:
            entry.fill(value)
    form.locator("button[type=submit]").click()


def test_a_newcomer_is_entered_registered_and_loses_the_gate_with_the_document(
    walk: Walk, town: Town, office: Office, tmp_path: Path
) -> None:
    officer: Officer = office.clerk()
    sign_in_officer(walk, officer)
    walk.go("/counter/register")
    looks_up(walk)
    expect(walk.page.locator(ALERT).first).to_be_visible()
    assert not findings(walk)
    enters(walk, tmp_path)
    walk.is_on("counter-case")
    expect(walk.page.locator("img[src$='/portrait']")).to_have_js_property("naturalWidth", 64)
    confirm(walk, NEWCOMER)
    walk.go("/counter/register")
    looks_up(walk, birth_date_day="28")
    assert "Ezek az adatok térnek el" in walk.text()
    assert not findings(walk)
    activate(walk, NEWCOMER)
    walk.go("/sign-in?then=own")
    sign_in(walk, NEWCOMER.username, PASSWORD)
    walk.is_on("own")
    happens(town, NEWCOMER, "document_expired")
    wait_for_mail(town, NEWCOMER.email, "Megszűnt az")
    walk.go("/own")
    walk.is_on("sign-in")
