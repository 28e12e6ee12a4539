"""A new e-mail address in a real browser, and the former one that takes it back (`domain.md R9`)."""

import pytest

from tests.journeys.conftest import NewWalk
from tests.journeys.people import Applicant
from tests.journeys.standing_rounds import address_pages, undoing_pages
from tests.journeys.test_every_page import findings
from tests.journeys.walk import Script
from ugyfelkapu.foundation.page import Language


@pytest.mark.parametrize("language", list(Language))
def test_an_address_is_changed_and_taken_back(new_walk_in_town: NewWalk, owner: Applicant, language: Language) -> None:
    reader, found = new_walk_in_town(language), list[str]()

    def look(name: str) -> None:
        reader.is_on(name)
        found.extend(f"{name} ({reader.page.url}): {finding}" for finding in findings(reader))

    undoing_pages(reader, look, owner, asked=address_pages(reader, look, owner))
    reader.go("/own")
    reader.is_on("sign-in")
    assert not found, "\n".join(found)


def test_nothing_of_it_needs_a_script(new_walk_in_town: NewWalk, owner: Applicant) -> None:
    without: Script = "without script"
    reader = new_walk_in_town(Language.HU, without)
    undoing_pages(reader, reader.is_on, owner, asked=address_pages(reader, reader.is_on, owner))
