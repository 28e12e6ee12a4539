"""The consoles in a real browser: one asks, another approves, an auditor reads what was done."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NewWalk
from tests.journeys.console_rounds import asks, proposes_clerk, sign_in_to_console
from tests.journeys.keys import Keys
from tests.journeys.people import Applicant, Officer, new_officer, officer_by_command
from tests.journeys.walk import ALERT, Script, Walk
from tests.town import Town
from ugyfelkapu.foundation.page import Language


def officer(town: Town, key: str) -> Officer:
    """One of the town's own."""
    return Officer(**town.contract[key])


@pytest.mark.parametrize("script", ["with script", "without script"])
def test_one_asks_another_approves_and_an_auditor_reads_it(
    town: Town, new_walk_in_town: NewWalk, owner: Applicant, script: Script
) -> None:
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
    colleague = new_walk_in_town(Language.HU, script)
    sign_in_to_console(colleague, new_officer(town, f"szervezo{number}", role="administrator"))
    _registers_organisation(colleague, administrator, owner, number=number)
    sign_in_to_console(auditor, new_officer(town, f"ellenore{number}", role="auditor"))
    asks(auditor, clerk=asker.username)
    auditor.is_on("console-journal-answer")
    assert "Kérés jóváhagyásra" in auditor.text("table")
    auditor.go("/console/policy")
    auditor.is_on("console-journal")
    assert not auditor.page.locator(ALERT).count()


def _registers_organisation(asker: Walk, other: Walk, owner: Applicant, *, number: int) -> None:
    """One proposes it, the other approves and finds it with the administrator whom it asks."""
    asker.go("/console/organisations/new")
    name = owner.identity["current_name"]
    asker.send(
        organisation_name="Tiszai Vízmű",
        short_name=f"VIZMU{number}",
        krid=f"9876543{number}",
        seal="VATHU-87654321",
        username=owner.username,
        name=f"{name['family_name']} {name['given_name']}",
    )
    asker.is_on("console-proposal")
    assert owner.username in asker.text("dl")
    other.go(asker.page.url)
    other.press("form[action$='/approve'] button")
    expect(other.page.locator("form[action$='/approve']")).to_have_count(0)
    other.go(f"/console/organisations?q=VIZMU{number}")
    other.press("tbody a")
    other.is_on("console-organisation")
    assert name["family_name"] in other.text("ul")


@pytest.mark.parametrize("role", ["supervisor", "administrator", "auditor"])
def test_the_keyboard_alone_and_no_script_go_through_each_console(town: Town, new_walk_in_town: NewWalk, role: str) -> None:
    walk = new_walk_in_town(Language.HU, "without script")
    keys = Keys(walk)
    signing_in = new_officer(town, f"billentyu{role[:3]}", role=role)
    walk.go("/counter")
    keys.types("username", signing_in.username)
    keys.types("password", signing_in.password)
    walk.page.keyboard.press("Enter")
    walk.is_on("counter-second-factor")
    keys.types("code", signing_in.code())
    walk.page.keyboard.press("Enter")
    KEYBOARD_ROUNDS[role](walk, keys)


def _supervisor(walk: Walk, keys: Keys) -> None:
    walk.is_on("console-staff")
    keys.follows("nav a[href='/console/work']")
    walk.is_on("console-work")
    keys.types("q", "nincsilyen")
    walk.page.keyboard.press("Enter")
    expect(walk.page.locator("main .empty")).to_be_visible()
    keys.follows("nav a[href='/console/staff']")
    keys.follows("main a[href='/console/proposals/appoint']")
    walk.is_on("console-appoint")
    keys.types("username", "ujonc")
    walk.page.keyboard.press("Enter")
    expect(walk.page.locator(ALERT)).to_be_visible()


def _administrator(walk: Walk, keys: Keys) -> None:
    walk.is_on("counter")
    keys.follows("nav a[href='/console/organisations']")
    keys.follows("main a[href='/console/organisations/new']")
    walk.is_on("console-organisation-new")
    keys.types("krid", "12")
    walk.page.keyboard.press("Enter")
    expect(walk.page.locator(ALERT)).to_be_visible()
    keys.follows("main [role=alert] a")
    expect(walk.page.locator("#short_name:focus, #organisation_name:focus, #krid:focus")).to_have_count(1)
    keys.follows("nav a[href='/console/statistics']")
    walk.is_on("console-statistics")
    keys.follows("nav a[href='/console/reconciliation']")
    walk.is_on("console-reconciliation")


def _auditor(walk: Walk, keys: Keys) -> None:
    walk.is_on("console-journal")
    keys.reaches("main [name=reason]")
    walk.page.keyboard.press("Space")
    keys.types("reference", "P-17")
    keys.reaches("main [name=activity]")
    walk.page.keyboard.press("ArrowDown")
    keys.follows("main form button[type=submit]")
    walk.is_on("console-journal-answer")


KEYBOARD_ROUNDS = {"supervisor": _supervisor, "administrator": _administrator, "auditor": _auditor}
