"""A new e-mail address in a real browser, and the former one that takes it back (`domain.md R9`)."""

import pytest

from tests.journeys.conftest import NewWalk
from tests.journeys.people import Applicant, mails_to
from tests.journeys.standing_rounds import address_pages, mailed_link, undoing_pages
from tests.journeys.test_every_page import findings
from tests.journeys.walk import Script, Walk
from ugyfelkapu.foundation.page import Language


@pytest.mark.parametrize("language", list(Language))
def test_an_address_is_changed_and_taken_back(new_walk_in_town: NewWalk, owner: Applicant, language: Language) -> None:
    reader, found = new_walk_in_town(language), list[str]()

    def look(name: str) -> None:
        reader.is_on(name)
        found.extend(f"{name} ({reader.page.url}): {finding}" for finding in findings(reader))

    address_pages(reader, look, owner)
    undoing_pages(reader, look, owner, asked=_asked(reader, owner))
    reader.go("/own")
    reader.is_on("sign-in")
    assert not found, "\n".join(found)


def test_nothing_of_it_needs_a_script(new_walk_in_town: NewWalk, owner: Applicant) -> None:
    without: Script = "without script"
    reader = new_walk_in_town(Language.HU, without)
    address_pages(reader, reader.is_on, owner)
    undoing_pages(reader, reader.is_on, owner, asked=_asked(reader, owner))


def _asked(walk: Walk, person: Applicant) -> str:
    """The link in the mail about the wish, unless the one about the change has come already."""
    texts = [mail["text"] for mail in mails_to(walk.town, person.email) if "/undo-email" in mail["text"]]
    return mailed_link(walk.town, person.email, "/undo-email") if len(texts) == 1 else ""
