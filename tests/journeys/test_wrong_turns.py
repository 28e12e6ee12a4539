"""Back buttons, second tabs, lost cookies and changed minds: no dead end, and nothing happens twice."""

from playwright.sync_api import expect

from tests.journeys.people import PASSWORD, Applicant, mailed_code, mails_to, new_officer
from tests.journeys.steps import (
    LOCAL_COUNCIL,
    TAX_ACCOUNT,
    activate,
    ask_at_service,
    choose_gate,
    confirm,
    look_up,
    service_url,
    sign_in,
    sign_in_officer,
)
from tests.journeys.story import Counter, register
from tests.journeys.walk import ALERT, Walk
from tests.town import Town


def test_two_tabs_of_one_registration_open_one_gate_and_send_one_mail(walk: Walk, town: Town, somebody: Applicant) -> None:
    sign_in_officer(walk, new_officer(town, "ketlap"))
    look_up(walk, somebody)
    other = walk.other_tab()
    other.go(walk.page.url)
    other.is_on("counter-case")
    confirm(walk, somebody)
    other.page.check("[name=data_match]")
    other.page.check("[name=face_match]")
    other.send(username=f"{somebody.username}b", email=somebody.email)
    other.is_on("counter-receipt")
    assert other.page.url == walk.page.url
    assert somebody.username in other.page.locator("main dd").all_inner_texts()
    other.go("/counter")
    expect(other.page.locator("main tbody tr")).to_have_count(1)
    mailed_code(town, somebody.email, "A")
    assert len(mails_to(town, somebody.email)) == 1


def test_the_back_button_after_activation_does_no_harm(walk: Walk, counter: Counter, town: Town, somebody: Applicant) -> None:
    register(town, counter.signed_in(), somebody.entry, username=somebody.username)
    activate(walk, somebody)
    walk.page.go_back()
    walk.is_on("activate")
    code = mailed_code(town, somebody.email, "A")
    other = "Egy másik jelszó, amely nem lép életbe"
    walk.send(username=somebody.username, code=code, new_password=other, new_password_again=other)
    walk.is_on("activate")
    expect(walk.page.locator(ALERT)).to_be_visible()
    walk.go("/sign-in")
    sign_in(walk, somebody.username, PASSWORD)
    walk.is_on("own")


def test_a_form_without_its_cookie_gets_a_plain_page(walk: Walk) -> None:
    with walk.page.expect_response("**/options"):  # its script asks for a passkey's task, while it still may
        walk.go("/sign-in")
    walk.context.clear_cookies()
    answer = walk.answer_to(username="barki", password=PASSWORD)
    assert answer.status == 403
    walk.is_on("error")
    expect(walk.page.locator(ALERT)).to_be_visible()
    expect(walk.page.locator("main a").first).to_be_visible()


def test_changing_ones_mind_at_the_chooser_leads_back_to_the_service(walk: Walk) -> None:
    ask_at_service(walk, LOCAL_COUNCIL)
    walk.is_on("choose-method")
    walk.press("form[action$='/cancel'] button")
    _told_plainly_at(walk, LOCAL_COUNCIL)


def test_changing_ones_mind_at_sign_in_leads_back_by_the_page_that_knows_the_service(walk: Walk) -> None:
    """The gate's page must not know which service asked (`domain.md R14`), so the broker's page comes between."""
    ask_at_service(walk, LOCAL_COUNCIL)
    choose_gate(walk)
    walk.press("form[action='/sign-in/cancel'] button")
    walk.is_on("choose-method")
    expect(walk.page.locator("main .notice--important")).to_be_visible()
    walk.press("form[action$='/cancel'] button")
    _told_plainly_at(walk, LOCAL_COUNCIL)


def test_no_to_consent_leads_back_without_data_and_is_asked_again(walk: Walk, owner: Applicant) -> None:
    ask_at_service(walk, TAX_ACCOUNT)
    choose_gate(walk)
    sign_in(walk, owner.username, PASSWORD)
    walk.is_on("consent")
    walk.press("button[value=deny]")
    _told_plainly_at(walk, TAX_ACCOUNT)
    ask_at_service(walk, TAX_ACCOUNT)
    walk.is_on("consent")


def _told_plainly_at(walk: Walk, service: int) -> None:
    walk.is_on("service-refused")
    assert walk.page.url == f"{service_url(walk, service)}/refused?reason=cancelled"
    expect(walk.page.locator(ALERT)).to_be_visible()
