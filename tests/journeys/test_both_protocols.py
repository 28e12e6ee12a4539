"""One sign-in and one sign-out for a service with SAML and one with OpenID Connect, in a browser."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NewWalk
from tests.journeys.devices import put_codes_away, set_app_up
from tests.journeys.people import PASSWORD, Applicant
from tests.journeys.steps import LOCAL_COUNCIL, TAX_ACCOUNT, ask_at_service, carried_on, choose_gate, service_url, sign_in
from tests.journeys.walk import Script, Walk


@pytest.mark.parametrize("script", ["with script", "without script"])
def test_in_by_saml_silent_by_openid_connect_and_out_of_both(
    new_walk_in_town: NewWalk, owner: Applicant, script: Script
) -> None:
    walk = new_walk_in_town(script=script)
    ask_at_service(walk, LOCAL_COUNCIL)
    choose_gate(walk)
    sign_in(walk, owner.username, PASSWORD)
    carried_on(walk, script)
    walk.is_on("service-account")
    ask_at_service(walk, TAX_ACCOUNT)
    walk.is_on("consent")  # nobody is asked who they are
    walk.press("button[value=allow]")
    walk.is_on("service-account")
    walk.press("form[action='/logout'] button")
    walk.is_on("service-signed-out")
    walk.look_back("/signed-out/")
    expect(walk.page.locator("[data-outcome=confirmed]")).to_have_count(2)  # the browser went on to the council by itself
    assert "2 szolgáltatásból 2 igazolta vissza" in walk.text()
    walk.go(service_url(walk, LOCAL_COUNCIL))
    expect(walk.page.locator("main a[href='/login']")).to_be_visible()
    walk.go(f"{service_url(walk, LOCAL_COUNCIL)}/login")
    walk.is_on("choose-method")


def test_up_a_level_at_the_saml_service_and_out_of_both_from_there(walk: Walk, owner: Applicant) -> None:
    ask_at_service(walk, TAX_ACCOUNT)
    choose_gate(walk)
    sign_in(walk, owner.username, PASSWORD)
    walk.is_on("consent")
    walk.press("button[value=allow]")
    walk.is_on("service-account")
    ask_at_service(walk, LOCAL_COUNCIL)
    walk.is_on("service-account")  # silent, at the level of a password
    walk.go(f"{service_url(walk, LOCAL_COUNCIL)}/login?level=substantial")
    walk.is_on("choose-method")
    walk.press("button[name=method][value=gate]")
    walk.is_on("step-up")
    walk.press("a[href^='/own/factors']")
    walk.is_on("factors")
    set_app_up(walk)
    put_codes_away(walk)
    walk.is_on("service-account")
    walk.go(f"{service_url(walk, LOCAL_COUNCIL)}/logout")
    walk.press("form[action='/logout'] button")
    walk.is_on("sign-out-where")
    walk.press("button[name=choice][value=everywhere]")
    walk.is_on("service-signed-out")
    walk.look_back("/signed-out/")
    expect(walk.page.locator("[data-outcome=confirmed]")).to_have_count(1)  # the tax account; the council hears it as an answer
    walk.go(f"{service_url(walk, TAX_ACCOUNT)}/account")
    walk.is_on("service-home")
    walk.go(f"{service_url(walk, TAX_ACCOUNT)}/login")
    walk.is_on("choose-method")
