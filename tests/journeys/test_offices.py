"""An office gate in a real browser: its sealed certificate frees from the fee, and somebody acts for it (`R11`, R13)."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys import office_rounds as round_of
from tests.journeys.conftest import NewWalk
from tests.journeys.people import Applicant, Office, mailed_code
from tests.journeys.representing_rounds import citizen
from tests.journeys.rounds import Look
from tests.journeys.steps import sign_in_officer
from tests.journeys.test_every_page import findings
from tests.journeys.walk import ALERT, Walk
from ugyfelkapu.foundation.page import Language

TOWN_HALL = "Mintaváros Önkormányzata"


def looking(walk: Walk, found: list[str]) -> Look:
    """Looks closely at each page that is new."""

    def closely(name: str) -> None:
        walk.is_on(name)
        found.extend(f"{name} ({walk.page.url}): {finding}" for finding in findings(walk))

    return closely


@pytest.mark.parametrize("language", Language)
def test_a_sealed_certificate_opens_a_further_gate_for_nothing(
    new_walk_in_town: NewWalk, office: Office, owner: Applicant, tmp_path: Path, language: Language
) -> None:
    walk, desk, found = new_walk_in_town(language), new_walk_in_town(language), list[str]()
    look, email, further = looking(walk, found), f"{owner.username}@{round_of.DOMAIN}", f"hivatali{owner.username}"
    number = round_of.draws(walk, look, owner, email=email)
    document = round_of.downloads(walk, number, tmp_path)
    for seal, kind in (("another_seal", "good"), ("seal", "self_signed")):
        round_of.hands_in(walk, number, round_of.seals(walk, document, seal=seal, kind=kind))
        walk.is_on("register-certificate")
        expect(walk.page.locator(ALERT)).to_have_count(1)
    look("register-certificate")
    sealed = round_of.seals(walk, document)
    sign_in_officer(desk, office.clerk())
    round_of.at_further_gate(desk, owner)
    desk.send(username=further, email=email, certificate_number=number)
    expect(desk.page.locator(ALERT).first).to_be_visible()
    looking(desk, found)("counter-further-gate")
    round_of.hands_in(walk, number, sealed)
    look("register-certificate-done")
    assert mailed_code(walk.town, email, "HK") == number
    desk.send(certificate_number=number.lower())
    desk.is_on("counter-receipt")
    round_of.activates(new_walk_in_town(), further, email)
    round_of.at_further_gate(desk, owner)
    desk.send(username=f"{further}2", email=email, certificate_number=number)
    expect(desk.page.locator(ALERT).first).to_be_visible()
    assert not found, "\n".join(found)


def test_somebody_acts_for_an_office_until_it_is_taken_back(new_walk_in_town: NewWalk) -> None:
    administrator, walk = new_walk_in_town(), new_walk_in_town()
    round_of.authorises(administrator)
    round_of.accepts(walk)
    round_of.arrives_at_service(walk)
    walk.is_on("behalf")
    walk.press("button[name=principal][value^='organisation:']")
    round_of.goes_on(walk)
    assert TOWN_HALL in walk.text(".signed-in")
    assert citizen(walk, round_of.REPRESENTATIVE)["name"] in walk.text(".signed-in")
    round_of.withdraws(administrator)
    round_of.comes_again(walk)  # in the session that acted until now
    round_of.goes_on(walk)
    assert TOWN_HALL not in walk.text()
    walk.go("/office")
    assert TOWN_HALL not in walk.text()
