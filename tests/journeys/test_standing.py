"""Suspension, the way back and the end in a real browser, in each language, and with the keyboard alone or without a script."""

import pytest

from tests.journeys.conftest import NewWalk
from tests.journeys.people import Applicant
from tests.journeys.standing_rounds import (
    ending_pages,
    enrols_app,
    freezing_pages,
    lifting_pages,
    mailed_link,
    signs_in,
)
from tests.journeys.test_every_page import findings
from tests.journeys.walk import Script, Walk
from ugyfelkapu.foundation.page import Language

MOST_TABS = 40


@pytest.mark.parametrize("language", list(Language))
def test_a_notice_is_answered_and_the_way_back_is_told(new_walk_in_town: NewWalk, owner: Applicant, language: Language) -> None:
    reader, found = new_walk_in_town(language), list[str]()
    freezing_pages(reader, lambda name: _look(reader, name, found), owner)
    assert "form" not in reader.page.locator("main").inner_html()
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", list(Language))
def test_a_lost_phone_and_the_way_back_with_another(new_walk_in_town: NewWalk, owner: Applicant, language: Language) -> None:
    reader, found = new_walk_in_town(language), list[str]()
    signs_in(reader, owner)
    app = enrols_app(reader)
    lifting_pages(reader, lambda name: _look(reader, name, found), owner, app=app)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", list(Language))
def test_an_end_is_asked_for_and_taken_back(new_walk_in_town: NewWalk, owner: Applicant, language: Language) -> None:
    reader, found = new_walk_in_town(language), list[str]()
    ending_pages(reader, lambda name: _look(reader, name, found), owner)
    assert not found, "\n".join(found)


def test_nothing_of_it_needs_a_script(new_walk_in_town: NewWalk, owner: Applicant) -> None:
    without: Script = "without script"
    reader = new_walk_in_town(Language.HU, without)
    ending_pages(reader, reader.is_on, owner)
    freezing_pages(new_walk_in_town(Language.HU, without), lambda _name: None, owner)


def test_the_keyboard_alone_answers_a_notice(walk: Walk, owner: Applicant) -> None:
    walk.go(mailed_link(walk.town, owner.email, "/not-me"))
    walk.is_on("not-me")
    for _ in range(MOST_TABS):
        walk.page.keyboard.press("Tab")
        focused = walk.page.locator(":focus")
        assert focused.evaluate("e => getComputedStyle(e).outlineStyle + getComputedStyle(e).boxShadow") != "nonenone"
        if focused.evaluate("e => e.matches('main form button')"):
            break
    walk.page.keyboard.press("Enter")
    walk.is_on("suspended")


def _look(walk: Walk, name: str, found: list[str]) -> None:
    walk.is_on(name)
    found.extend(f"{name} ({walk.page.url}): {finding}" for finding in findings(walk))
