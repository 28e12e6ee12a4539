"""The services of a counter in a real browser: a clerk at the desk, the owner at home, and the keyboard alone."""

import re

import httpx
import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NewWalk
from tests.journeys.people import ANSWER_PATIENCE_SECONDS, PASSWORD, Applicant, Office, mailed_code, wait_for_mail
from tests.journeys.steps import shown_at_counter, sign_in, sign_in_officer
from tests.journeys.walk import ALERT, Walk
from tests.town import Town

NEW_PASSWORD = "Tizenegy ló a dombon 11"


@pytest.fixture
def desk(new_walk_in_town: NewWalk, office: Office, owner: Applicant) -> Walk:
    """A clerk who has looked up the owner once more and confirmed who stands there."""
    walk = new_walk_in_town()
    sign_in_officer(walk, office.clerk())
    _confirmed(walk, owner)
    return walk


def _confirmed(walk: Walk, owner: Applicant) -> None:
    walk.go("/counter/register")
    walk.send(**shown_at_counter(owner))
    walk.is_on("counter-case-owner")
    assert owner.username not in walk.text()
    walk.page.check("[name=data_match]")
    walk.page.check("[name=face_match]")
    walk.press("form[action$='/confirm'] button")
    walk.is_on("counter-services")


def _serve(walk: Walk, service: str) -> None:
    walk.press(f"a[href$='/{service}']")
    walk.is_on("counter-service")


def _send(walk: Walk) -> None:
    walk.page.check("[name=reason] >> nth=0")
    walk.press("form button[type=submit]")
    walk.is_on("counter-services")


def test_a_reset_brings_the_owner_back_in_with_a_password_of_their_own(desk: Walk, walk: Walk, owner: Applicant) -> None:
    _serve(desk, "reset_password")
    desk.press("form button[type=submit]")
    expect(desk.page.locator(ALERT).first).to_be_visible()
    _send(desk)
    code = mailed_code(desk.town, owner.email, "R")
    assert code not in desk.page.content()
    walk.go("/reset-password")
    walk.send(username=owner.username, code=code, new_password=NEW_PASSWORD, new_password_again=NEW_PASSWORD)
    walk.is_on("sign-in")
    sign_in(walk, owner.username, NEW_PASSWORD)
    walk.is_on("own")


def test_a_new_address_gets_the_letters_from_now_on(desk: Walk, owner: Applicant) -> None:
    new = f"uj.{owner.email}"
    _serve(desk, "change_email")
    desk.fill(email=new, email_again=f"mas.{new}")
    desk.page.check("[name=reason] >> nth=0")
    desk.press("form button[type=submit]")
    expect(desk.page.locator(ALERT).first).to_be_visible()
    desk.fill(email_again=new)
    _send(desk)
    assert new in desk.text()
    _serve(desk, "reset_password")
    _send(desk)
    assert mailed_code(desk.town, new, "R")
    wait_for_mail(desk.town, owner.email, "már nem tartozik")


def test_a_code_on_paper_is_printed_once_and_never_on_the_screen(desk: Walk, owner: Applicant) -> None:
    _serve(desk, "print_code")
    _send(desk)
    form = desk.page.locator("main form[action$='/paper']")
    action = str(form.get_attribute("action"))
    token = str(form.locator("[name=csrf_token]").get_attribute("value"))
    papers = [
        desk.context.request.post(f"{desk.town.site}{action}", form={"csrf_token": token}, max_redirects=0) for _ in range(2)
    ]
    assert [paper.status for paper in papers] == [200, 303]
    assert papers[0].headers["content-type"] == "application/pdf"
    assert not re.search(r"\bR(-[0-9A-Z]{4}){3}\b", desk.page.content())
    desk.page.reload()
    expect(desk.page.locator("main form[action$='/paper']")).to_have_count(0)
    assert owner.username in desk.text()


def test_a_suspended_owner_is_out_and_comes_back_through_the_counter(desk: Walk, walk: Walk, owner: Applicant) -> None:
    walk.go("/sign-in")
    sign_in(walk, owner.username, PASSWORD)
    walk.is_on("own")
    _serve(desk, "suspend")
    _send(desk)
    walk.go("/own")
    walk.is_on("sign-in")
    _serve(desk, "lift")
    _send(desk)
    _serve(desk, "reset_password")
    _send(desk)
    code = mailed_code(desk.town, owner.email, "R")
    walk.go("/reset-password")
    walk.send(username=owner.username, code=code, new_password=NEW_PASSWORD, new_password_again=NEW_PASSWORD)
    walk.is_on("sign-in")
    sign_in(walk, owner.username, NEW_PASSWORD)
    walk.is_on("own")


def test_a_clerk_needs_no_mouse(desk: Walk) -> None:
    _press_with_alt(desk, "j")
    desk.is_on("counter-service")
    _press_with_alt(desk, "b")
    desk.is_on("counter-services")
    _press_with_alt(desk, "m")
    desk.is_on("counter-service")
    _press_with_alt(desk, "s")
    expect(desk.page.locator(ALERT).first).to_be_visible()
    _press_with_alt(desk, "b")
    desk.is_on("counter-services")
    _press_with_alt(desk, "v")
    desk.is_on("counter")


def _press_with_alt(walk: Walk, letter: str) -> None:
    """As a keyboard does it: the letter is told with the modifier, or no access key hears it."""
    alt = 1
    session = walk.context.new_cdp_session(walk.page)
    key = {"modifiers": alt, "key": letter, "code": f"Key{letter.upper()}", "windowsVirtualKeyCode": ord(letter.upper())}
    session.send("Input.dispatchKeyEvent", {"type": "keyDown", "unmodifiedText": letter, "text": letter, **key})
    session.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
    session.detach()


def test_a_correction_request_is_answered_by_asking_the_register(
    new_walk_in_town: NewWalk, town: Town, office: Office, owner: Applicant
) -> None:
    walk = new_walk_in_town()
    walk.go("/own/correction")
    walk.is_on("sign-in")
    sign_in(walk, owner.username, PASSWORD)
    walk.is_on_one_of("correction", "own")
    walk.go("/own/correction")
    walk.is_on("correction")
    walk.press("form button[type=submit]")
    expect(walk.page.locator(ALERT).first).to_be_visible()
    walk.page.check("[name=field][value=current_name]")
    walk.send(words="Helyesné Szabó")
    walk.is_on("correction")
    expect(walk.page.locator("main form[action='/own/correction']")).to_have_count(0)

    desk = new_walk_in_town()
    sign_in_officer(desk, office.clerk())
    _confirmed(desk, owner)
    assert "Helyesné Szabó" in desk.text()
    headers = {"Authorization": f"Bearer {town.contract['registers_token']}"}
    body = {name: owner.entry[name] for name in ("document_type", "document_number")}
    happened = httpx.post(
        f"{town.contract['registers']}/v1/{owner.entry['register']}/events",
        json=body | {"kind": "name_changed", "family_name": "Helyesné Szabó"},
        headers=headers,
        timeout=ANSWER_PATIENCE_SECONDS,
    )
    assert happened.status_code == 201, happened.text
    desk.press("form[action$='/answer_correction'] button")
    desk.is_on("counter-services")
    expect(desk.page.locator("main form[action$='/answer_correction']")).to_have_count(0)
    walk.go("/own")
    walk.is_on("own")
    assert "Helyesné Szabó" in walk.text("h1")
