"""Second factors in a real browser: set up, used, lost, removed; and a service that asks for more than a password."""

from playwright.sync_api import expect

from tests.journeys.conftest import NewWalk
from tests.journeys.devices import (
    ask_for_substantial,
    give_key,
    offer_no_keys_by_itself,
    put_codes_away,
    set_app_up,
    set_key_up,
    sign_in_plainly,
    sign_out,
)
from tests.journeys.people import PASSWORD, Applicant, mailed_code
from tests.journeys.steps import choose_gate, sign_in, tab_to
from tests.journeys.walk import ALERT, Walk
from ugyfelkapu.foundation.page import Language


def devices_of(walk: Walk, person: Applicant) -> None:
    """Sign in and open the list of devices."""
    sign_in_plainly(walk, person)
    walk.is_on("own")
    walk.go("/own/factors")
    walk.is_on("factors")


def test_an_app_is_set_up_and_asked_for(walk: Walk, owner: Applicant) -> None:
    devices_of(walk, owner)
    walk.press("form[action^='/own/factors/totp/begin'] button")
    picture = walk.page.locator("main img")
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("image => image.naturalWidth") > 100
    walk.go("/own/factors")
    app = set_app_up(walk)
    assert len(put_codes_away(walk)) == 10
    walk.is_on("factors")
    sign_out(walk)
    sign_in_plainly(walk, owner)
    walk.is_on("second-factor")
    walk.send(code="000000")
    expect(walk.page.locator(ALERT).first).to_be_visible()
    walk.send(code=app.code())
    walk.is_on("own")


def test_a_passkey_is_the_second_step_and_then_the_only_one(walk: Walk, owner: Applicant) -> None:
    offer_no_keys_by_itself(walk)
    key = give_key(walk)
    devices_of(walk, owner)
    set_key_up(walk, key)
    put_codes_away(walk)
    walk.is_on("factors")
    key.touches_by_itself(enabled=False)
    sign_out(walk)
    sign_in_plainly(walk, owner)
    walk.is_on("second-factor-passkey")
    key.touches_by_itself(enabled=True)
    walk.press("[data-passkey-ready] button")
    walk.is_on("own")
    key.touches_by_itself(enabled=False)
    sign_out(walk)
    key.touches_by_itself(enabled=True)
    walk.press("[data-passkey-ready] button")
    walk.is_on("own")


def test_a_passkey_is_offered_in_the_field_of_the_user_name(walk: Walk, owner: Applicant) -> None:
    key = give_key(walk)
    devices_of(walk, owner)
    set_key_up(walk, key)
    put_codes_away(walk)
    key.touches_by_itself(enabled=False)
    sign_out(walk)
    expect(walk.page.locator("[name=username]")).to_have_attribute("autocomplete", "username webauthn")
    key.touches_by_itself(enabled=True)  # whoever chooses the offered key
    walk.go("/sign-in")
    walk.is_on("own")


def test_a_lost_device_is_removed_with_a_recovery_code(walk: Walk, owner: Applicant) -> None:
    devices_of(walk, owner)
    set_app_up(walk, name="Régi telefon")
    codes = put_codes_away(walk)
    sign_out(walk)
    sign_in_plainly(walk, owner)
    walk.press("a[href='/sign-in/other-ways']")
    walk.is_on("other-ways")
    walk.press("a[href$='/recovery-code']")
    walk.is_on("recovery-code")
    walk.send(code=codes[3].lower().replace("-", " "))
    walk.is_on("factors")
    walk.press("a[href^='/own/factors/0']")
    walk.is_on("factor")
    walk.press("a[href$='/remove']")
    walk.is_on("factor-remove")
    expect(walk.page.locator("main [role=region]")).to_be_visible()
    walk.press("form[action$='/remove'] button")
    walk.is_on("factors")
    expect(walk.page.locator("main .empty")).to_be_visible()
    sign_out(walk)
    sign_in_plainly(walk, owner)
    walk.is_on("own")


def test_a_code_by_mail_helps_when_nothing_is_at_hand(walk: Walk, owner: Applicant) -> None:
    devices_of(walk, owner)
    set_app_up(walk)
    put_codes_away(walk)
    sign_out(walk)
    sign_in_plainly(walk, owner)
    walk.press("a[href='/sign-in/other-ways']")
    walk.press("form[action$='/email-code/send'] button")
    walk.is_on("email-code")
    walk.send(code=mailed_code(walk.town, owner.email, "M"))
    walk.is_on("own")
    walk.go("/own/factors")
    walk.press("form[action^='/own/factors/totp/begin'] button")
    walk.is_on("sign-in")  # a mailed code changes nothing


def test_a_service_that_asks_for_more_gets_the_factor_alone(walk: Walk, owner: Applicant) -> None:
    devices_of(walk, owner)
    app = set_app_up(walk)
    put_codes_away(walk)
    sign_out(walk)
    sign_in_plainly(walk, owner)
    walk.press("a[href='/sign-in/other-ways']")
    walk.press("form[action$='/email-code/send'] button")
    walk.send(code=mailed_code(walk.town, owner.email, "M"))
    walk.is_on("own")
    ask_for_substantial(walk)
    walk.is_on("choose-method")
    walk.press("button[name=method][value=gate]")
    walk.is_on("second-factor")
    walk.send(code=app.code())
    walk.is_on("consent")
    walk.press("button[value=allow]")
    walk.is_on("service-account")


def test_a_gate_without_factors_sets_one_up_on_the_way(walk: Walk, owner: Applicant) -> None:
    ask_for_substantial(walk)
    choose_gate(walk)
    sign_in(walk, owner.username, PASSWORD)
    walk.is_on("step-up")
    walk.press("a[href^='/own/factors']")
    walk.is_on("factors")
    set_app_up(walk)
    put_codes_away(walk)
    walk.is_on("consent")
    walk.press("button[value=allow]")
    walk.is_on("service-account")


def test_turning_back_tells_the_service_that_the_level_was_not_reached(walk: Walk, owner: Applicant) -> None:
    ask_for_substantial(walk)
    choose_gate(walk)
    sign_in(walk, owner.username, PASSWORD)
    walk.is_on("step-up")
    walk.press("form[action$='/turn-back'] button")
    walk.is_on("service-refused")


def test_the_keyboard_alone_finds_another_way(walk: Walk, owner: Applicant) -> None:
    devices_of(walk, owner)
    set_app_up(walk)
    codes = put_codes_away(walk)
    sign_out(walk)
    sign_in_plainly(walk, owner)
    walk.is_on("second-factor")
    keys = walk.page.keyboard
    tab_to(walk, "main a[href='/sign-in/other-ways']")
    keys.press("Enter")
    walk.is_on("other-ways")
    tab_to(walk, "main a[href$='/recovery-code']")
    keys.press("Enter")
    walk.is_on("recovery-code")
    tab_to(walk, "main [name=code]")
    keys.type(codes[0])
    keys.press("Enter")
    walk.is_on("factors")
    tab_to(walk, "main form[action^='/own/factors/totp/begin'] button")
    keys.press("Enter")
    walk.is_on("factors-totp")


def test_without_a_script_everything_but_the_passkey_works(new_walk_in_town: NewWalk, owner: Applicant) -> None:
    walk = new_walk_in_town(Language.HU, "without script")
    devices_of(walk, owner)
    walk.go("/own/factors/passkey")
    expect(walk.page.locator("main noscript").first).not_to_be_empty()
    expect(walk.page.locator("main [data-passkey-ready]")).to_be_hidden()
    walk.go("/own/factors")
    app = set_app_up(walk)
    codes = put_codes_away(walk)
    sign_out(walk)
    sign_in_plainly(walk, owner)
    walk.send(code=app.code())
    walk.is_on("own")
    assert len(codes) == 10
