"""Every page in each language: no finding of axe, nothing in the console, nothing wider than the screen, and light."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.journeys import (
    console_rounds,
    eid_rounds,
    factor_rounds,
    home_rounds,
    payment_rounds,
    representing_rounds,
    rounds,
    till_rounds,
)
from tests.journeys.conftest import NewWalk
from tests.journeys.people import Applicant, Crowd, new_officer
from tests.journeys.story import Counter, register
from tests.journeys.walk import Walk
from tests.town import Town
from ugyfelkapu.foundation.page import Language

WIDTHS = (320, 360, 1280)
HEIGHT = 900
HEAVIEST_PAGE_BYTES = 60_000
CITIZEN_PAGES = ("/", "/questions", "/sign-in", "/activate", "/forgotten-password", "/reset-password", "/services", "/privacy")
VIOLATIONS = "options => axe.run(options).then(results => results.violations)"
"""Of the results these alone leave the browser: the rest is long, and nobody reads it."""
EVERY_RULE: dict[str, Any] = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
"""All of WCAG 2.2 AA and the best practices; of these, only the size of targets is not asked unless it is named."""


@pytest.fixture(params=list(Language))
def reader(request: pytest.FixtureRequest, new_walk_in_town: NewWalk) -> Walk:
    """Somebody who reads this language."""
    return new_walk_in_town(request.param)


@pytest.fixture
def look(reader: Walk) -> Iterator[rounds.Look]:
    """Looks closely at each page of a round, and tells at its end what was found on all of them."""
    found: list[str] = []

    def closely(name: str) -> None:
        reader.is_on(name)
        found.extend(f"{name} ({reader.page.url}): {finding}" for finding in findings(reader))

    yield closely
    assert not found, "\n".join(found)


def test_public_pages(reader: Walk, look: rounds.Look) -> None:
    rounds.public_pages(reader, look)


def test_pages_before_sign_in(reader: Walk, look: rounds.Look) -> None:
    rounds.pages_before_sign_in(reader, look)


def test_pages_of_the_counter(reader: Walk, look: rounds.Look, town: Town, crowd: Crowd) -> None:
    person = crowd.long_named()
    rounds.pages_of_the_counter(reader, look, new_officer(town, f"hosszu{reader.language}"), person)
    till_rounds.pages_of_the_till(reader, look, person)


def test_pages_from_home(reader: Walk, look: rounds.Look, town: Town, crowd: Crowd) -> None:
    person = crowd.long_named()
    reference = home_rounds.pages_at_home(reader, look, person)
    officer = new_officer(town, f"otthon{reader.language}")
    home_rounds.pages_of_the_reference(reader, look, officer, person=person, reference=reference)


def test_pages_of_the_owner(reader: Walk, look: rounds.Look, counter: Counter, crowd: Crowd) -> None:
    person = crowd.long_named()
    register(reader.town, counter.signed_in(), person.entry, username=person.username, language=reader.language)
    rounds.pages_of_the_owner(reader, look, person)


def test_pages_of_second_factors(reader: Walk, look: rounds.Look, owner: Applicant) -> None:
    factor_rounds.pages_of_devices(reader, look, owner)
    factor_rounds.pages_of_the_second_step(reader, look, owner)


def test_pages_of_representing(reader: Walk, look: rounds.Look) -> None:
    representing_rounds.pages_of_representing(reader, look)


def test_pages_of_a_payment(reader: Walk, look: rounds.Look, owner: Applicant) -> None:
    payment_rounds.pages_of_a_payment(reader, look, owner)


def test_pages_of_registration_with_a_card(reader: Walk, look: rounds.Look, crowd: Crowd) -> None:
    eid_rounds.pages_by_code(reader, look, crowd.with_code())
    eid_rounds.pages_by_card(reader, look)


def test_page_of_the_administrator(reader: Walk, look: rounds.Look, town: Town) -> None:
    administrator = new_officer(town, f"fonok{reader.language}", role="administrator")
    rounds.page_of_the_administrator(reader, look, administrator)


def test_pages_of_the_consoles(reader: Walk, look: rounds.Look, town: Town) -> None:
    for round_of, role in (
        (console_rounds.pages_of_the_supervisor, "supervisor"),
        (console_rounds.pages_of_the_operator, "administrator"),
        (console_rounds.pages_of_the_auditor, "auditor"),
    ):
        round_of(reader, look, new_officer(town, f"{role}{reader.language}", role=role))
        reader.context.clear_cookies(name="clerk_session")


def test_pages_of_the_town(reader: Walk, look: rounds.Look) -> None:
    rounds.pages_of_the_town(reader, look)


@pytest.mark.parametrize("path", CITIZEN_PAGES)
def test_a_first_visit_is_light(path: str, walk: Walk) -> None:
    weighed: dict[str, int] = {}
    devtools = walk.context.new_cdp_session(walk.page)
    devtools.on("Network.loadingFinished", lambda event: weighed.update({event["requestId"]: event["encodedDataLength"]}))
    devtools.send("Network.enable")
    walk.page.goto(walk.town.site + path, wait_until="networkidle")
    walk.page.evaluate("document.fonts.ready.then(() => null)")
    assert len(weighed) > 3, "the page, its style, its script and its letters"
    assert sum(weighed.values()) < HEAVIEST_PAGE_BYTES


def findings(walk: Walk) -> list[str]:
    """What axe and three widths of screen have to say against the page that is shown, with its style."""
    walk.page.wait_for_load_state("load")
    return [*_too_wide(walk.page), *_what_axe_finds(walk.page)]


def _too_wide(page: Page) -> list[str]:
    """Ends with the widest, at which axe looks then."""
    wide = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        needed = page.evaluate("document.documentElement.scrollWidth")
        if needed > width:
            wide.append(f"needs {needed} of {width} pixels")
    return wide


def _what_axe_finds(page: Page) -> list[str]:
    page.evaluate(AXE_SCRIPT)
    violations: list[dict[str, Any]] = page.evaluate(VIOLATIONS, EVERY_RULE)
    return [f"{found['id']}: {node['html']} {node['failureSummary']}" for found in violations for node in found["nodes"]]
