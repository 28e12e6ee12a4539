"""The round through the pages of registration with an eID card, with their errors."""

from playwright.sync_api import expect

from tests.journeys.people import Applicant
from tests.journeys.rounds import Look
from tests.journeys.walk import ALERT, Walk


def pages_by_code(walk: Walk, look: Look, person: Applicant) -> None:
    """From the choice of the way to the end; a wrong code and wishes that cannot be on the way."""
    walk.go("/register/eid")
    look("register-eid")
    walk.press("a[href='/register/eid/code']")
    look("register-eid-code")
    walk.send(document_number=person.entry["document_number"], code="0000000000")
    _refusal(walk, look, "register-eid-code")
    walk.send(document_number=person.entry["document_number"], code=person.entry["registration_code"])
    look("register-eid-details")
    walk.send(username="aaaa", email="nobody")
    _refusal(walk, look, "register-eid-details")
    walk.send(username=person.username, email=person.email)
    look("register-eid-done")
    walk.go("/register/eid/details")
    _refusal(walk, look, "register-eid-gone")


def pages_by_card(walk: Walk, look: Look) -> None:
    """How it goes, and why a card may not do."""
    walk.go("/register/eid/with-card")
    look("register-eid-with-card")
    for reason in ("no_card", "revoked", "status_unknown"):
        walk.go(f"/register/eid/card-refused?reason={reason}")
        _refusal(walk, look, "register-eid-card-refused")


def _refusal(walk: Walk, look: Look, name: str) -> None:
    """The page says first what is wrong."""
    expect(walk.page.locator(ALERT).first).to_be_visible()
    look(name)
