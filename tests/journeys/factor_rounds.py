"""The round through the pages of second factors, with their errors and their empty states."""

from playwright.sync_api import expect

from tests.journeys.devices import ask_for_substantial, give_key, set_app_up, set_key_up, sign_in_plainly, sign_out
from tests.journeys.people import PASSWORD, Applicant
from tests.journeys.rounds import Look
from tests.journeys.steps import choose_gate, sign_in
from tests.journeys.walk import ALERT, Walk


def pages_of_devices(walk: Walk, look: Look, person: Applicant) -> None:
    """From an empty list to two devices and back to none."""
    key = give_key(walk)
    ask_for_substantial(walk)
    choose_gate(walk)
    sign_in(walk, person.username, PASSWORD)
    look("step-up")
    walk.go("/own/factors")
    look("factors")
    walk.press("form[action^='/own/factors/totp/begin'] button")
    look("factors-totp")
    walk.send(code="000000")
    _refusal(walk, look, "factors-totp")
    walk.go("/own/factors")
    set_app_up(walk, name="W" * 40)
    look("recovery-codes")
    walk.press("form[action^='/own/factors/recovery-codes/put-away'] button")
    look("factors")
    walk.go("/own/factors/passkey")
    look("factors-passkey")
    set_key_up(walk, key)
    look("factors")
    key.touches_by_itself(enabled=False)
    walk.press("a[href^='/own/factors/0']")
    look("factor")
    walk.press("a[href$='/remove']")
    look("factor-remove")
    for notice in ("renamed", "removed", "last-removed", "full", "over"):
        walk.go(f"/own/factors?notice={notice}")
        look("factors")


def pages_of_the_second_step(walk: Walk, look: Look, person: Applicant) -> None:
    """Each way, with what is wrong typed; ends signed out."""
    sign_out(walk)
    sign_in_plainly(walk, person)
    walk.is_on("second-factor")
    walk.go("/sign-in/second-factor/passkey")
    look("second-factor-passkey")
    walk.press("a[href='/sign-in/other-ways']")
    look("other-ways")
    walk.press("a[href$='/recovery-code']")
    look("recovery-code")
    walk.send(code="")
    _refusal(walk, look, "recovery-code")
    walk.go("/sign-in/other-ways")
    walk.press("form[action$='/email-code/send'] button")
    look("email-code")
    walk.send(code="M")
    _refusal(walk, look, "email-code")


def _refusal(walk: Walk, look: Look, name: str) -> None:
    """The page says first what is wrong."""
    expect(walk.page.locator(ALERT).first).to_be_visible()
    look(name)
