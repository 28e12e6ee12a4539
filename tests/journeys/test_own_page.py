"""What owners see of their gate and end with their own hands, in a real browser (`domain.md R15`)."""

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys.conftest import NewWalk
from tests.journeys.people import PASSWORD, Applicant
from tests.journeys.steps import sign_in
from tests.journeys.walk import Script, Walk
from ugyfelkapu.foundation.page import Language


def at_home(walk: Walk, owner: Applicant) -> Walk:
    """Signed in, on the own page."""
    walk.go("/sign-in")
    sign_in(walk, owner.username, PASSWORD)
    walk.is_on("own")
    return walk


def test_the_data_and_who_looked_at_them(walk: Walk, owner: Applicant) -> None:
    at_home(walk, owner)
    walk.press("a[href='/own/data']")
    walk.is_on("own-data")
    assert str(owner.entry["document_number"]) in walk.text()
    walk.page.go_back()
    walk.press("a[href='/own/look-ups']")
    walk.is_on("own-look-ups")
    assert "Dáptv. 42. §" in walk.text("tbody tr")
    walk.press("summary")
    expect(walk.page.locator("main details[open]")).to_have_count(1)


@pytest.mark.parametrize("script", ["with script", "without script"])
def test_a_session_elsewhere_is_ended(new_walk_in_town: NewWalk, owner: Applicant, script: Script) -> None:
    here = at_home(new_walk_in_town(Language.HU, script), owner)
    there = at_home(new_walk_in_town(), owner)
    here.go("/own")
    here.press("a[href='/own/devices']")
    here.is_on("own-devices")
    here.press("form[action='/own/devices/end'] button")
    here.is_on("own-devices")
    expect(here.page.locator("main [role=status]").first).to_be_visible()
    there.go("/own")
    there.is_on("sign-in")
    here.go("/own/history")
    here.is_on("own-history")
    expect(here.page.locator("tbody tr")).to_have_count(2)


def test_the_keyboard_alone_ends_all_other_sessions(new_walk_in_town: NewWalk, owner: Applicant) -> None:
    here, there = at_home(new_walk_in_town(), owner), at_home(new_walk_in_town(), owner)
    here.go("/own/devices")
    button = here.page.locator("form[action='/own/devices/end-others'] button")
    for _ in range(40):
        here.page.keyboard.press("Tab")
        if button.evaluate("each => each === document.activeElement"):
            break
    here.page.keyboard.press("Enter")
    expect(here.page.locator("main [role=status]").first).to_be_visible()
    there.go("/own")
    there.is_on("sign-in")


def test_a_sealed_copy_is_taken_along(walk: Walk, owner: Applicant) -> None:
    at_home(walk, owner)
    walk.press("a[href='/own/copy']")
    walk.is_on("own-copy")
    with walk.page.expect_download() as download:
        walk.press("a[href='/own/copy/copy.pdf']")
    document = PdfReader(download.value.path())
    assert owner.email in "".join(page.extract_text() for page in document.pages).replace("\u200b", "")
    assert document.get_fields() is not None
    with walk.page.expect_download() as machine:
        walk.press("a[href='/own/copy/copy.json']")
    assert machine.value.suggested_filename == "ugyfelkapu.json"
