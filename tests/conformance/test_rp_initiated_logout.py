"""Plan `oidcc-rp-initiated-logout-certification-test-plan`."""

import pytest

from tests.broker.town import ISSUER, Town

OUT = "https://tax.example.test/out"

STRAIGHT: dict[str, tuple[dict[str, str], str]] = {
    "oidcc-rp-initiated-logout": ({"post_logout_redirect_uri": OUT, "state": "s1"}, f"{OUT}?state=s1"),
    "oidcc-rp-initiated-logout-no-state": ({"post_logout_redirect_uri": OUT}, OUT),
    "oidcc-rp-initiated-logout-no-post-logout-redirect-uri": ({"state": "s1"}, "/signed-out"),
}
ASKED: dict[str, dict[str, str]] = {
    "oidcc-rp-initiated-logout-only-state": {"state": "s1"},
    "oidcc-rp-initiated-logout-no-params": {},
    "oidcc-rp-initiated-logout-bad-id-token-hint": {"id_token_hint": "bad"},
}


@pytest.mark.parametrize("module", STRAIGHT)
async def test_with_a_hint_of_the_session_it_ends_unasked(town: Town, module: str) -> None:
    tax, (changes, target) = await town.service(post_logout_redirect_uris=[OUT]), STRAIGHT[module]
    async with town.browser() as browser:
        hint = (await town.tokens(browser, tax))["id_token"]
        answer = await browser.get("/end-session", params={"id_token_hint": hint, **changes})
    assert answer.headers["Location"].startswith(target)
    assert not town.gate.live


@pytest.mark.parametrize("module", ASKED)
async def test_without_one_the_person_is_asked(town: Town, module: str) -> None:
    tax = await town.service(post_logout_redirect_uris=[OUT])
    async with town.browser() as browser:
        await town.code(browser, tax.question())
        page = await browser.get("/end-session", params=ASKED[module])
    assert 'data-page="sign-out"' in page.text
    assert town.gate.live


@pytest.mark.parametrize("target", [f"{OUT}?foo=bar", "https://tax.example.test/elsewhere"])
async def test_another_address_is_not_followed_even_with_a_good_hint(town: Town, target: str) -> None:
    tax = await town.service(post_logout_redirect_uris=[OUT])
    async with town.browser() as browser:
        hint = (await town.tokens(browser, tax))["id_token"]
        answer = await browser.get("/end-session", params={"id_token_hint": hint, "post_logout_redirect_uri": target})
    assert answer.status_code == 400
    assert "Location" not in answer.headers


async def test_a_modified_hint_leads_nowhere_unasked(town: Town) -> None:
    tax = await town.service(post_logout_redirect_uris=[OUT])
    async with town.browser() as browser:
        hint = (await town.tokens(browser, tax))["id_token"]
        head, _, signature = hint.split(".")
        forged = f"{head}.e30.{signature}"
        answer = await browser.get("/end-session", params={"id_token_hint": forged, "post_logout_redirect_uri": OUT})
    assert answer.status_code == 400
    assert town.gate.live


async def test_discovery_names_the_endpoint(town: Town) -> None:
    async with town.browser() as browser:
        told = (await browser.get("/.well-known/openid-configuration")).json()
    assert told["end_session_endpoint"] == f"{ISSUER}/end-session"
