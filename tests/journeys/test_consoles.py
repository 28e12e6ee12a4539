"""The consoles in a real browser: one asks, another approves, an auditor reads what was done."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NewWalk
from tests.journeys.console_rounds import asks, proposes_clerk, sign_in_to_console
from tests.journeys.people import Officer, new_officer, officer_by_command
from tests.journeys.walk import ALERT, Script
from tests.town import Town
from ugyfelkapu.foundation.page import Language


def officer(town: Town, key: str) -> Officer:
    """One of the town's own."""
    return Officer(**town.contract[key])


@pytest.mark.parametrize("script", ["with script", "without script"])
def test_one_asks_another_approves_and_an_auditor_reads_it(town: Town, new_walk_in_town: NewWalk, script: Script) -> None:
    number = len(script)
    supervisor, administrator, auditor = (new_walk_in_town(Language.HU, script) for _ in range(3))
    asker = officer_by_command(town, f"vezetoje{number}", role="supervisor")
    sign_in_to_console(supervisor, asker)
    proposes_clerk(supervisor, f"kezdo{number}")
    assert not supervisor.page.locator("form[action$='/approve']").count(), "nobody approves their own"
    sign_in_to_console(administrator, officer(town, "second_administrator" if number % 2 == 0 else "administrator"))
    administrator.go(supervisor.page.url)
    administrator.press("form[action$='/approve'] button")
    expect(administrator.page.locator("form[action$='/letter']")).to_be_visible()
    with administrator.page.expect_download() as printed:
        administrator.press("form[action$='/letter'] button")
    assert printed.value.suggested_filename == "clerk.pdf"
    sign_in_to_console(auditor, new_officer(town, f"ellenore{number}", role="auditor"))
    asks(auditor, clerk=asker.username)
    auditor.is_on("console-journal-answer")
    assert "propose" in auditor.text("table")
    auditor.go("/console/policy")
    auditor.is_on("console-journal")
    assert not auditor.page.locator(ALERT).count()
