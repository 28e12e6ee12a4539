"""Rounds through the ways in, the form filled in at home, its reference, and what a counter makes of it."""

import re

from tests.journeys.people import Applicant, Officer, mailed_code
from tests.journeys.rounds import Look, refusal
from tests.journeys.steps import shown_at_counter, sign_in, sign_in_officer
from tests.journeys.walk import Walk

PASSWORD = "Hat hattyú a tavon 66"
REFERENCE = re.compile(r"\bP(?:-[0-9A-Z]{4}){3}\b")


def pages_at_home(walk: Walk, look: Look, person: Applicant) -> str:
    """The hub, both forms empty, wrong and right, the reference, and a password that waits; the reference."""
    walk.go("/register")
    look("register")
    for kind in ("prefilled", "provisional"):
        walk.go(f"/register/{kind}")
        look(f"register-{kind}")
        walk.send(username="")
        refusal(walk, look, f"register-{kind}")
    walk.send(**shown_at_counter(person), username=person.username, email=person.email)
    walk.is_on("register-reference")
    look("register-reference")
    found = REFERENCE.search(walk.page.locator("main").inner_text())
    assert found
    code = mailed_code(walk.town, person.email, "A")
    walk.go("/activate")
    walk.send(username=person.username, code=code, new_password=PASSWORD, new_password_again=PASSWORD)
    walk.is_on("register-provisional-ready")
    look("register-provisional-ready")
    walk.go("/sign-in")
    walk.send(username=person.username, password=PASSWORD)
    refusal(walk, look, "sign-in")
    return found[0]


def pages_of_the_reference(walk: Walk, look: Look, officer: Officer, *, person: Applicant, reference: str) -> None:
    """A reference nobody knows, the form filled in by the right one, the case, and the gate that is open at once."""
    sign_in_officer(walk, officer)
    walk.go("/counter/register")
    walk.send(reference="P-0000-0000-0000")
    refusal(walk, look, "counter-register")
    walk.send(reference=reference)
    walk.page.wait_for_url("**/from-home")
    look("counter-register")
    walk.press("form[action='/counter/register'] button")
    walk.is_on("counter-case")
    look("counter-case")
    walk.page.check("[name=data_match]")
    walk.page.check("[name=face_match]")
    walk.press("button[accesskey=s]")
    walk.is_on("counter-receipt")
    walk.go("/sign-in")
    sign_in(walk, person.username, PASSWORD)
    walk.is_on("own")
    walk.go("/own/gates")
    look("own-gates")
