"""Rounds through the pages of a new address, a suspension, the way back and the end, with their errors and empty states."""

import re
import time
from urllib.parse import parse_qs, urlsplit

from tests.journeys.people import MAIL_PATIENCE_SECONDS, PASSWORD, Applicant, mailed_code, mails_to
from tests.journeys.rounds import Look
from tests.journeys.steps import sign_in
from tests.journeys.story import Authenticator
from tests.journeys.walk import Walk
from tests.town import Town

NEW_PASSWORD = "Hat hattyú a tavon 66"


def mailed_link(town: Town, email: str, path: str, *, after: str = "") -> str:
    """The newest link to a page in somebody's mail, as soon as there is one that was not there before."""
    deadline = time.monotonic() + MAIL_PATIENCE_SECONDS
    while time.monotonic() < deadline:
        for mail in mails_to(town, email):
            found = re.search(rf"\S+{re.escape(path)}\?code=\S+", mail["text"])
            if found and found[0] != after:
                return found[0]
        time.sleep(0.1)
    message = f"no link to {path} came to {email}"
    raise AssertionError(message)


def signs_in(walk: Walk, person: Applicant, password: str = PASSWORD) -> None:
    """User name and password, to the own page."""
    walk.go("/sign-in?then=own")
    if walk.page.locator("main[data-page=sign-in]").count():
        sign_in(walk, person.username, password)
    walk.is_on("own")


def enrols_app(walk: Walk) -> Authenticator:
    """An app that makes codes is added on the own pages; it shows none twice."""
    walk.go("/own/factors")
    walk.press("form button.choice")
    walk.is_on("factors-totp")
    uri = walk.page.locator("main a[href^='otpauth:']").get_attribute("href") or ""
    app = Authenticator(parse_qs(urlsplit(uri).query)["secret"][0])
    walk.send(name="Telefon", code=app.code())
    walk.page.wait_for_url(lambda url: "totp" not in url)
    return app


def address_pages(walk: Walk, look: Look, person: Applicant) -> str:
    """From the wish to the address in force; the link by which the former address was told of the wish."""
    email = f"uj{person.username}@posta.example"
    signs_in(walk, person)
    walk.go("/own/email/code")
    look("own-email-none")
    walk.go("/own/email")
    look("own-email")
    walk.send(email="nem cím")
    look("own-email")
    walk.send(email=email)
    look("own-email-code")
    asked = mailed_link(walk.town, person.email, "/undo-email")
    walk.send(code="C-0000-0000-0000")
    look("own-email-code")
    walk.send(code=mailed_code(walk.town, email, "C"))
    look("own-email-changed")
    return asked


def undoing_pages(walk: Walk, look: Look, person: Applicant, *, asked: str) -> None:
    """The former address takes the change back, and is offered to suspend; it does not."""
    link = mailed_link(walk.town, person.email, "/undo-email", after=asked)
    walk.go(link)
    look("undo-email")
    walk.press("button[type=submit]")
    look("not-me")
    walk.go(link)
    look("undo-email-unknown")


def freezing_pages(walk: Walk, look: Look, person: Applicant) -> None:
    """The link of a notice suspends; a second time it says so calmly; the owner is told how to get back."""
    link = mailed_link(walk.town, person.email, "/not-me")
    walk.go(link)
    look("not-me")
    walk.press("button[type=submit]")
    look("suspended")
    walk.go(link)
    look("not-me-unknown")
    walk.go("/sign-in")
    sign_in(walk, person.username, PASSWORD)
    look("lift-suspension")


def lifting_pages(walk: Walk, look: Look, person: Applicant, *, app: Authenticator) -> None:
    """A lost phone, with another factor left: suspended, and lifted alone with a new password."""
    walk.go("/own/suspend")
    look("own-suspend")
    walk.press("button.govuk-button--warning")
    look("own-suspend")
    walk.page.check("[name=cause][value=lost_device]")
    walk.press("button.govuk-button--warning")
    look("suspended")
    walk.go("/sign-in")
    sign_in(walk, person.username, PASSWORD)
    look("lift-suspension")
    walk.press("form button[type=submit]")
    walk.is_on("second-factor")
    walk.send(code=app.code())
    look("lift-password")
    walk.send(new_password="rövid", new_password_again="rövid")
    look("lift-password")
    walk.send(new_password=NEW_PASSWORD, new_password_again=NEW_PASSWORD)
    walk.is_on("own")


def ending_pages(walk: Walk, look: Look, person: Applicant) -> None:
    """Asked for, confirmed, shown on the own page, and taken back."""
    signs_in(walk, person)
    walk.go("/own/end")
    look("own-end")
    walk.press("button.govuk-button--warning")
    look("own-end-code")
    walk.send(code="X-0000-0000-0000")
    look("own-end-code")
    walk.send(code=mailed_code(walk.town, person.email, "X"))
    look("own-end-coming")
    walk.go("/own")
    look("own")
    walk.go("/own/end")
    walk.press("form button[type=submit]")
    look("own-end-kept")
