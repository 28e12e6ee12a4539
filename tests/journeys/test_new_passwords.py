"""A password that is forgotten, or wrong too often."""

from playwright.sync_api import expect

from tests.journeys.people import PASSWORD, Applicant, mailed_code
from tests.journeys.steps import sign_in
from tests.journeys.walk import ALERT, Walk
from tests.town import Town

FREE_TRIES, MOST_TRIES = 5, 15
LONGEST_WAIT_SECONDS = 900
NEW_PASSWORD = "Tizenegy tyúk a tetőn"


def test_a_forgotten_password_is_renewed_by_mail(walk: Walk, town: Town, owner: Applicant) -> None:
    walk.go("/sign-in")
    walk.press("a[href='/forgotten-password']")
    walk.is_on("forgotten-password")
    walk.send(username=owner.username, email=owner.email)
    walk.is_on("code-sent")
    walk.press("a[href='/reset-password']")
    walk.is_on("reset-password")
    code = mailed_code(town, owner.email, "R")
    walk.send(username=owner.username, code=code, new_password=NEW_PASSWORD, new_password_again=NEW_PASSWORD)
    walk.is_on("sign-in")
    expect(walk.page.locator("main [role=status]").first).to_be_visible()
    sign_in(walk, owner.username, PASSWORD)
    expect(walk.page.locator(ALERT)).to_be_visible()
    sign_in(walk, owner.username, NEW_PASSWORD)
    walk.is_on("own")


def test_too_many_wrong_passwords_mean_a_wait_with_a_word_on_how_long(walk: Walk, owner: Applicant) -> None:
    walk.go("/sign-in")
    tries = [walk.answer_to(username=owner.username, password="Nem ez az")]
    while tries[-1].status == 200 and len(tries) < MOST_TRIES:
        tries.append(walk.answer_to(username=owner.username, password="Nem ez az"))
    assert len(tries) > FREE_TRIES
    assert tries[-1].status == 429
    assert 1 <= int(tries[-1].headers["retry-after"]) <= LONGEST_WAIT_SECONDS
    walk.is_on("sign-in")
    assert any(character.isdigit() for character in walk.text("[role=alert]"))
    expect(walk.page.locator("[name=username]")).to_have_value(owner.username)


def test_an_owner_chooses_a_shorter_life_for_a_password_and_is_warned_of_its_end(walk: Walk, owner: Applicant) -> None:
    walk.go("/sign-in")
    sign_in(walk, owner.username, PASSWORD)
    walk.is_on("own")
    walk.go("/.well-known/change-password")
    walk.is_on("change-password")
    walk.page.select_option("[name=validity_days]", "30")
    walk.send(password=PASSWORD, new_password=PASSWORD, new_password_again=PASSWORD)
    walk.is_on("change-password")  # the one in force is no new one
    expect(walk.page.locator(ALERT)).to_be_visible()
    walk.page.select_option("[name=validity_days]", "30")
    walk.send(password=PASSWORD, new_password=NEW_PASSWORD, new_password_again=NEW_PASSWORD)
    walk.is_on("own")
    expect(walk.page.locator("main .govuk-notification-banner").filter(has_text="30").first).to_be_visible()
