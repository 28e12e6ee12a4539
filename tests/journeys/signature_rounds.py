"""Rounds through registration by signature: the form, the person's own software, the upload, with errors and ends."""

from pathlib import Path

from tests.journeys.people import Applicant
from tests.journeys.rounds import Look
from tests.journeys.steps import shown_at_counter
from tests.journeys.walk import Walk

FORM = "/register/signature"


def applies(walk: Walk, person: Applicant) -> None:
    """Fill the form in."""
    walk.go(FORM)
    walk.is_on("register-signature")
    walk.send(**shown_at_counter(person), username=person.username, email=person.email)
    walk.is_on("register-signature-application")


def downloads(walk: Walk, folder: Path) -> Path:
    """The application, as the browser saves it."""
    with walk.page.expect_download() as begun:
        walk.press("a[href$='.pdf']")
    file = folder / "kerelem.pdf"
    begun.value.save_as(file)
    return file


def signs(walk: Walk, person: Applicant, file: Path, *, kind: str = "good") -> Path:
    """In another tab: the software that plays the person's own."""
    software = walk.other_tab()
    software.go(f"{walk.town.contract['signing']}/?lang={walk.language}")
    software.is_on("signing")
    software.page.set_input_files("[name=document]", file)
    software.fill(person=person.entry["document_number"], kind=kind)
    with software.page.expect_download() as begun:
        software.press("button[type=submit]")
    done = file.with_name(f"alairt-{kind}.pdf")
    begun.value.save_as(done)
    software.page.close()
    return done


def uploads(walk: Walk, file: Path) -> None:
    """Hand a file in."""
    walk.page.set_input_files("main [name=document]", file)
    walk.press("form:has([name=document]) button[type=submit]")


def pages_of_signature(walk: Walk, look: Look, person: Applicant, *, folder: Path) -> None:
    """From the empty form to the gate, with what may go wrong on the way."""
    walk.go(FORM)
    look("register-signature")
    walk.send(family_name="")
    look("register-signature")
    walk.go(f"{FORM}/number")
    look("register-signature-number")
    walk.send(code="S-0000-0000-0000")
    look("register-signature-number")
    applies(walk, person)
    look("register-signature-application")
    document = downloads(walk, folder)
    uploads(walk, document)
    look("register-signature-application")
    uploads(walk, signs(walk, person, document))
    look("register-signature-done")
