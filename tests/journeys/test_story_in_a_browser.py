"""The whole story of one person in a real browser, in each language, with and without JavaScript."""

from datetime import date
from io import BytesIO
from itertools import groupby
from unicodedata import combining, normalize

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys.conftest import NewWalk
from tests.journeys.people import PASSWORD, Applicant, Office, in_order
from tests.journeys.steps import (
    LOCAL_COUNCIL,
    TAX_ACCOUNT,
    activate,
    ask_at_service,
    carried_on,
    choose_gate,
    confirm,
    learned,
    look_up,
    service_url,
    sign_in,
    sign_in_officer,
)
from tests.journeys.walk import ALERT, Script, Walk
from ugyfelkapu.foundation.page import Language
from ugyfelkapu.foundation.page.states import name_of
from ugyfelkapu.foundation.page.wording import day

NEW_PASSWORD = "Tíz tehén a réten 10"


@pytest.mark.parametrize("script", ["with script", "without script"])
@pytest.mark.parametrize("language", Language)
def test_from_the_counter_to_every_service_and_out_again(
    new_walk_in_town: NewWalk, office: Office, somebody: Applicant, language: Language, script: Script
) -> None:
    counter = new_walk_in_town(language, script)
    sign_in_officer(counter, office.clerk())
    look_up(counter, somebody)
    confirm(counter, somebody)
    _receipt_is_whole(counter, somebody)

    home = new_walk_in_town(language, script)
    activate(home, somebody)
    tax_code = _first_sign_in_with_consent(home, somebody)
    assert _silent_sign_in(home, somebody, script) != tax_code
    _own_page_and_a_new_password(home, somebody)
    _one_sign_out_ends_all(home)
    assert _second_sign_in_without_questions(home, somebody) == tax_code


def _receipt_is_whole(counter: Walk, somebody: Applicant) -> None:
    """The same on screen and on paper."""
    address = counter.page.locator("main a[href$='/receipt.pdf']").get_attribute("href")
    answer = counter.context.request.get(f"{counter.town.site}{address}", headers={"accept-language": counter.language})
    assert answer.headers["content-type"] == "application/pdf"
    paper = _plain(PdfReader(BytesIO(answer.body())).pages[0].extract_text())
    for words in (somebody.name(counter.language), somebody.username, somebody.email):
        assert words in counter.text()
        assert _plain(words) in paper


def _plain(text: str) -> str:
    """Letters alone, none twice on end: one with two marks (ọ̀) is set from two pieces, and one of them may be no letter."""
    readable = "".join(sign for sign in normalize("NFKD", text) if sign.isprintable() or sign == "\n")
    letters = (letter for letter in " ".join(readable.split()) if not combining(letter))
    return "".join(letter for letter, _ in groupby(letters))


def _first_sign_in_with_consent(home: Walk, somebody: Applicant) -> str:
    """Who asks, who are you, may these data go out; the code by which the tax account knows the person."""
    ask_at_service(home, TAX_ACCOUNT)
    choose_gate(home)
    sign_in(home, somebody.username, PASSWORD)
    home.is_on("consent")
    shown = home.page.locator("main dd").all_inner_texts()
    identity = somebody.identity
    assert shown[:-1] == [
        somebody.name(home.language),
        somebody.email,
        in_order(identity["birth_name"], home.language),
        in_order(identity["mothers_birth_name"], home.language),
        identity["birth_place"],
        day(date.fromisoformat(identity["birth_date"]), home.language),
        name_of(somebody.entry["citizenship"], home.language, "–"),
    ]
    home.press("button[value=allow]")
    home.is_on("service-account")
    assert home.page.url == f"{service_url(home, TAX_ACCOUNT)}/account"
    expect(home.page.locator("main .signed-in strong")).to_have_text(somebody.name(home.language))
    assert learned(home, "email") == somebody.email
    return learned(home, "sub")


def _silent_sign_in(home: Walk, somebody: Applicant, script: Script) -> str:
    """The council asks nothing more, learns less, and knows the person by another code."""
    ask_at_service(home, LOCAL_COUNCIL)
    carried_on(home, script)
    home.is_on("service-account")
    council = service_url(home, LOCAL_COUNCIL)
    first, answer, last = home.seen[-3:]
    assert (first, last) == (f"{council}/", f"{council}/account")
    assert "/saml/sso" in answer
    expect(home.page.locator("main .signed-in strong")).to_have_text(somebody.name(home.language))
    assert home.page.locator("tr[data-claim=place_of_birth]").count() == 0
    return learned(home, "sub")


def _own_page_and_a_new_password(home: Walk, somebody: Applicant) -> None:
    home.go("/own")
    home.is_on("own")
    assert home.text("h1") == somebody.name(home.language)
    assert somebody.email in home.text()
    home.press("a[href='/own/data']")
    home.is_on("own-data")
    for words in (somebody.email, somebody.identity["birth_place"], str(somebody.entry["document_number"])):
        assert words in home.text()
    home.go("/own")
    home.press("a[href='/own/password']")
    home.is_on("change-password")
    home.send(password=PASSWORD, new_password=NEW_PASSWORD, new_password_again=NEW_PASSWORD)
    home.is_on("own")
    expect(home.page.locator("main [role=status]").first).to_be_visible()


def _one_sign_out_ends_all(home: Walk) -> None:
    """A sign-out at the tax account: neither the own page nor the broker knows anybody any more."""
    home.go(f"{service_url(home, TAX_ACCOUNT)}/account")
    home.press("form[action='/logout'] button")
    home.is_on("service-signed-out")  # the broker's page goes back there by itself
    home.go("/own")
    home.is_on("sign-in")
    home.go(f"{service_url(home, LOCAL_COUNCIL)}/login")
    home.is_on("choose-method")


def _second_sign_in_without_questions(home: Walk, somebody: Applicant) -> str:
    """With the new password, and consent is remembered."""
    home.go(f"{service_url(home, TAX_ACCOUNT)}/login")
    choose_gate(home)
    sign_in(home, somebody.username, PASSWORD)
    home.is_on("sign-in")
    expect(home.page.locator(ALERT)).to_be_visible()
    sign_in(home, somebody.username, NEW_PASSWORD)
    home.is_on("service-account")
    return learned(home, "sub")
