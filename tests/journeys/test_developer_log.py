"""Whoever builds a service makes two usual mistakes, and reads in the developer's log what to mend, in each language."""

from urllib.parse import urlencode

import httpx
import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NewWalk
from tests.journeys.people import ANSWER_PATIENCE_SECONDS
from tests.journeys.test_every_page import findings
from tests.journeys.walk import ALERT, Walk
from tests.town import Town
from ugyfelkapu.foundation.page import Language

BACK = "https://kozut.example.test/back"
TO_MEND = {
    Language.HU: "Azt a módszert használja, amelyet regisztrált",
    Language.EN: "Use the method that you registered",
    Language.DE: "Verwenden Sie das registrierte Verfahren",
}


def new_service(town: Town) -> dict[str, str]:
    """A service that is being built, registered by its developer; it proves itself in the header."""
    headers = {"Authorization": f"Bearer {town.contract['registration_access_token']}"}
    metadata = {"client_name": "Közút", "redirect_uris": [BACK], "client_profile": "basic"}
    answer = httpx.post(f"{town.site}/register", json=metadata, headers=headers, timeout=ANSWER_PATIENCE_SECONDS)
    return dict(answer.raise_for_status().json())


def makes_mistakes(walk: Walk, service: dict[str, str]) -> None:
    """An address that was not registered; a secret in the form instead of the header."""
    asked = {"client_id": service["client_id"], "redirect_uri": f"{BACK}/", "response_type": "code", "scope": "openid"}
    walk.go(f"/authorize?{urlencode(asked)}")
    walk.is_on("refused")
    form = {name: service[name] for name in ("client_id", "client_secret")} | {"grant_type": "authorization_code", "code": "x"}
    told = httpx.post(f"{walk.town.site}/token", data=form, timeout=ANSWER_PATIENCE_SECONDS)
    assert told.json()["error"] == "invalid_client"


@pytest.mark.parametrize("language", list(Language))
def test_a_developer_reads_what_to_mend(new_walk_in_town: NewWalk, town: Town, language: Language) -> None:
    walk, service, found = new_walk_in_town(language), new_service(town), list[str]()
    makes_mistakes(walk, service)
    walk.go("/developer-log")
    walk.is_on("developer-log-proof")
    walk.send(client_id=service["client_id"], secret="valami más")
    expect(walk.page.locator(ALERT).first).to_be_visible()
    found += findings(walk)
    walk.send(client_id=service["client_id"], secret=service["client_secret"])
    walk.is_on("developer-log")
    found += findings(walk)
    shown = walk.text()
    assert "/token: invalid_client" in shown
    assert "client_secret_basic" in shown, "which method was registered"
    assert TO_MEND[language] in shown
    assert f"redirect_uri: {BACK}/" in shown
    assert service["client_secret"] not in walk.page.content()
    walk.press("a[href$='endpoint=/token']")
    expect(walk.page.locator("main h2")).to_have_text(["/token: invalid_client"])
    walk.press("form[action='/developer-log/close'] button")
    walk.is_on("developer-log-proof")
    walk.go("/developer-log/refusals")
    walk.is_on("developer-log-proof")
    assert not found, "\n".join(found)
