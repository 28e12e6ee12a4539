"""One person acts for another in a real browser, with nobody's password; and the gate never learns where (`domain.md R14`)."""

from pathlib import Path

from playwright.sync_api import expect

from tests.journeys import representing_rounds as round_of
from tests.journeys.steps import TAX_ACCOUNT, service_url
from tests.journeys.test_separation import everything_in
from tests.journeys.walk import Walk
from tests.town import Town


def test_from_the_offer_to_the_end_of_a_mandate(walk: Walk, town: Town) -> None:
    grantor = round_of.citizen(walk, round_of.GRANTOR)
    round_of.accepts(walk, walk.is_on, round_of.gives(walk, walk.is_on))
    round_of.acts(walk, walk.is_on)
    assert grantor["name"] in walk.text(".signed-in")
    assert round_of.citizen(walk, round_of.MANDATARY)["name"] in walk.text(".signed-in")
    round_of.withdraws(walk, walk.is_on)
    expect(walk.page.locator("main [role=status]").first).to_be_visible()
    walk.context.clear_cookies()
    round_of.arrives(walk, round_of.MANDATARY, "/mandates", page="mandates")
    assert not walk.page.locator("main form[action='/mandates/withdraw']").count()
    walk.go(f"{service_url(walk, TAX_ACCOUNT)}/login")
    assert walk.is_on_one_of("behalf", "consent", "service-account") != "behalf"
    kept = everything_in(Path(town.folder) / "gate.db")
    service = town.contract["services"][TAX_ACCOUNT]
    assert "show_name_in_mandate" in kept
    for trace in (service["client_id"], service["name"], f":{service['url'].rpartition(':')[2]}"):
        assert trace not in kept
