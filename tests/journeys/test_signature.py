"""Registration by signature in a real browser, with the town's signing software (`domain.md R2`)."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NewWalk
from tests.journeys.people import PASSWORD, Crowd
from tests.journeys.signature_rounds import applies, downloads, pages_of_signature, signs, uploads
from tests.journeys.steps import activate, sign_in
from tests.journeys.test_every_page import findings
from tests.journeys.walk import ALERT, Script
from ugyfelkapu.foundation.page import Language

SCRIPTS: tuple[Script, ...] = ("with script", "without script")


@pytest.mark.parametrize("script", SCRIPTS)
def test_somebody_signs_at_home_and_has_a_gate(new_walk_in_town: NewWalk, crowd: Crowd, tmp_path: Path, script: Script) -> None:
    walk, person = new_walk_in_town(Language.HU, script), crowd.signer()
    applies(walk, person)
    document = downloads(walk, tmp_path)
    for kind in ("expired", "revoked", "self_signed"):
        uploads(walk, signs(walk, person, document, kind=kind))
        walk.is_on("register-signature-application")
        expect(walk.page.locator(ALERT)).to_have_count(1)
    uploads(walk, signs(walk, person, document))
    walk.is_on("register-signature-done")
    activate(walk, person)
    walk.go("/sign-in?then=own")
    sign_in(walk, person.username, PASSWORD)
    walk.is_on("own")


@pytest.mark.parametrize("language", list(Language))
def test_every_page_of_it_is_without_a_finding(
    new_walk_in_town: NewWalk, crowd: Crowd, tmp_path: Path, language: Language
) -> None:
    reader, found = new_walk_in_town(language), list[str]()

    def look(name: str) -> None:
        reader.is_on(name)
        found.extend(f"{name} ({reader.page.url}): {finding}" for finding in findings(reader))

    pages_of_signature(reader, look, crowd.signer(), folder=tmp_path)
    assert not found, "\n".join(found)
