"""A gate opened at home with an eID card: by its code, with scripts and without, and by the card through nginx."""

import tomllib

import httpx
import pytest
from playwright.sync_api import Browser

from tests.journeys.conftest import NewWalk
from tests.journeys.people import ANSWER_PATIENCE_SECONDS, Crowd
from tests.journeys.steps import activate
from tests.journeys.walk import PATIENCE_MS, Script, Walk, walk_in
from tests.town import Town
from ugyfelkapu.demo.card_authority.authority import PASSWORD
from ugyfelkapu.foundation.page import Language


def applies(walk: Walk, username: str, email: str) -> None:
    """The wish, and the end."""
    walk.is_on("register-eid-details")
    walk.send(username=username, email=email)
    walk.is_on("register-eid-done")


@pytest.mark.parametrize("script", ["with script", "without script"])
def test_by_card_number_and_code(new_walk_in_town: NewWalk, crowd: Crowd, script: Script) -> None:
    person, walk = crowd.with_code(), new_walk_in_town(Language.HU, script)
    walk.go("/register/eid")
    walk.press("a[href='/register/eid/code']")
    walk.is_on("register-eid-code")
    walk.send(document_number=person.entry["document_number"], code=person.entry["registration_code"])
    walk.is_on("register-eid-details")
    assert person.name(Language.HU) in walk.text()
    applies(walk, person.username, person.email)
    activate(walk, person)
    walk.go("/register/eid/code")
    walk.send(document_number=person.entry["document_number"], code=person.entry["registration_code"])
    walk.is_on("register-eid-code")
    assert "felhasználták" in walk.text("[role=alert]")


def test_by_the_card_through_nginx(browser: Browser, town: Town, crowd: Crowd) -> None:
    person = crowd.with_card()
    walk = walk_with_card(browser, town, person.entry["document_number"])
    walk.go("/register/eid/with-card")
    walk.press("form button")
    walk.is_on("register-eid-details")
    assert person.name(Language.HU) in walk.text()
    applies(walk, person.username, person.email)
    activate(walk, person)
    walk.context.close()


def test_a_lost_card_is_refused_once_its_holder_had_it_revoked(browser: Browser, town: Town, crowd: Crowd) -> None:
    authority = town.contract["card_authority"]
    person = crowd.with_card()
    number = person.entry["document_number"]
    walk = walk_with_card(browser, town, number)
    walk.go(authority)
    with walk.page.expect_navigation():
        walk.press(f"form[action='/cards/{number}/revoke'] button")
    walk.go("/register/eid/with-card")
    walk.press("form button")
    walk.is_on("register-eid-card-refused")
    assert "visszavonták" in walk.text("[role=alert]")
    walk.context.close()


def walk_with_card(browser: Browser, town: Town, number: str) -> Walk:
    """A browser with a card in its reader; the demo's TLS certificate has nobody to vouch for it."""
    settings = tomllib.loads((town.folder / "settings.toml").read_text(encoding="utf-8"))
    card = (
        httpx.get(f"{town.contract['card_authority']}/cards/{number}.p12", timeout=ANSWER_PATIENCE_SECONDS)
        .raise_for_status()
        .content
    )
    context = browser.new_context(
        locale="hu",
        ignore_https_errors=True,
        client_certificates=[{"origin": settings["card_url"], "pfx": card, "passphrase": PASSWORD}],
    )
    context.set_default_timeout(PATIENCE_MS)
    return walk_in(context, town=town, language=Language.HU)
