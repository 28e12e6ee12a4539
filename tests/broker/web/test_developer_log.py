"""What was refused to a service, shown to whoever builds it and to nobody else."""

import re
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from tests.broker.people import text_of
from tests.broker.town import ServiceAtHand, Town, press
from ugyfelkapu.broker.actions.purge_expired import purge_expired
from ugyfelkapu.broker.actions.register_relying_party import issue_registration_token
from ugyfelkapu.broker.domain.refused_request import MOST_KEPT, kept_description, kept_parameters
from ugyfelkapu.broker.store import refused_requests

SECRET = "ac_" + "s" * 43


@pytest.fixture
def town(town: Town) -> Town:
    """One that is for trying things out."""
    town.world = replace(town.world, is_developer_log_kept=True)
    town.open()
    return town


async def opened(browser: httpx.AsyncClient, client_id: str, secret: str) -> httpx.Response:
    return await press(browser, await browser.get("/developer-log"), client_id=client_id, secret=secret)


async def seen(browser: httpx.AsyncClient, service: ServiceAtHand) -> str:
    page = await opened(browser, service.client_id, service.registered.client_secret or "")
    assert 'data-page="developer-log"' in page.text, page.text
    return text_of(page)


async def wrong_verifier(town: Town, browser: httpx.AsyncClient, service: ServiceAtHand) -> None:
    code = await town.code(browser, service.question())
    form = service.redemption(code, code_verifier="w" * 43)
    assert (await browser.post("/token", data=form, headers=service.basic())).status_code == 400


async def test_a_refusal_is_shown_with_its_reason_and_names_but_no_secret(town: Town) -> None:
    service = await town.service()
    async with town.browser() as browser:
        await wrong_verifier(town, browser, service)
        page = await seen(browser, service)
    assert "/token: invalid_grant" in page
    assert "RFC 7636 4.6" in page
    assert "code_verifier" in page
    assert "Authorization: Basic" in page
    assert "grant_type: authorization_code" in page
    assert "w" * 43 not in page
    assert "ac_" not in page


async def test_what_browsers_were_refused_is_shown_too(town: Town) -> None:
    service = await town.service()
    async with town.browser() as browser:
        await browser.get("/authorize", params=service.question(redirect_uri="https://tax.example.test/other?who=Anna"))
        await browser.get("/authorize", params=service.question(response_type="token", state="secret-state"))
        await browser.get(
            "/end-session", params={"client_id": service.client_id, "post_logout_redirect_uri": "https://x.test/"}
        )
        page = await seen(browser, service)
    assert "redirect_uri: https://tax.example.test/other?..." in page
    assert "Anna" not in page
    assert "secret-state" not in page
    assert "unsupported_response_type" in page
    assert "invalid_logout_request" in page


@pytest.mark.parametrize(
    "path", ["/token", "/par", "/introspect", "/revoke", "/device-authorization", "/reverse-identification"]
)
async def test_each_endpoint_for_programs_notes_what_it_refuses(town: Town, path: str) -> None:
    service = await town.service()
    async with town.browser() as browser:
        assert (await browser.post(path, json={"client_id": "x"}, headers=service.basic())).status_code in (400, 401)
        assert f"{path}: " in await seen(browser, service)


async def test_a_token_that_is_no_longer_good_is_noted_for_its_service(town: Town) -> None:
    service = await town.service()
    async with town.browser() as browser:
        tokens = await town.tokens(browser, service)
        town.clock.advance(minutes=6)
        assert (await town.userinfo(browser, tokens["access_token"])).status_code == 401
        page = await seen(browser, service)
    assert "/userinfo: invalid_token" in page
    assert tokens["access_token"][:20] not in page


async def test_the_filter_leaves_one_endpoint(town: Town) -> None:
    service = await town.service()
    async with town.browser() as browser:
        await wrong_verifier(town, browser, service)
        await browser.post("/par", data={}, headers=service.basic())
        await seen(browser, service)
        page = await browser.get("/developer-log/refusals", params={"endpoint": "/par"})
    assert re.findall(r'<h2 [^>]*id="refusal-\d+">([^:]+):', page.text) == ["/par"]


async def test_nobody_sees_another_services_refusals(town: Town) -> None:
    service, other = await town.service(), await town.council()
    async with town.browser() as browser:
        await wrong_verifier(town, browser, service)
        for secret in (other.registered.client_secret, "", SECRET, "cs_" + "x" * 43):
            page = await opened(browser, service.client_id, secret or "")
            assert 'role="alert"' in page.text
            assert "invalid_grant" not in page.text
        assert "invalid_grant" not in await seen(browser, other)
    async with town.browser() as stranger:
        away = await stranger.get("/developer-log/refusals")
    assert away.headers["Location"] == "/developer-log"


async def test_the_registration_access_token_opens_the_log_of_its_own_registration(town: Town) -> None:
    token = await issue_registration_token(town.world, purpose="tests", lifetime=timedelta(days=1))
    document = {"redirect_uris": ["https://new.example.test/cb"], "token_endpoint_auth_method": "none"}
    other = await town.service()
    async with town.browser() as browser:
        answer = await browser.post("/register", json=document, headers={"Authorization": f"Bearer {token}"})
        told = answer.json()
        page = await opened(browser, told["client_id"], told["registration_access_token"])
        assert 'data-page="developer-log"' in page.text
        refused = await opened(browser, other.client_id, told["registration_access_token"])
    assert 'data-page="developer-log-proof"' in refused.text


async def test_a_visit_ends_after_half_an_hour_and_at_once_when_closed(town: Town) -> None:
    service = await town.service()
    async with town.browser() as browser:
        await seen(browser, service)
        town.clock.advance(minutes=30)
        assert (await browser.get("/developer-log/refusals")).is_redirect
        page = await opened(browser, service.client_id, service.registered.client_secret or "")
        assert 'data-page="developer-log-proof"' in (await press(browser, page)).text
        assert (await browser.get("/developer-log/refusals")).is_redirect


async def test_guessing_has_to_wait(town: Town) -> None:
    service = await town.service()
    async with town.browser() as browser:
        for _ in range(21):
            await opened(browser, service.client_id, "cs_" + "x" * 43)
        assert (await opened(browser, service.client_id, service.registered.client_secret or "")).status_code == 429


async def test_nobody_fills_the_disk(town: Town) -> None:
    service = await town.service()
    async with town.browser() as browser:
        for _ in range(MOST_KEPT + 3):
            await browser.post("/token", data={"client_id": service.client_id, "n" * 5000: "v" * 50_000})
            town.clock.advance(seconds=1)
        await browser.post("/token", data={"client_id": "nobody" + "x" * 16})
    rows = await town.world.database.reader.all("SELECT client_id, sent FROM refused_request")
    assert len(rows) == MOST_KEPT
    assert {row.text("client_id") for row in rows} == {service.client_id}
    assert max(len(row.text("sent")) for row in rows) < 1000
    town.clock.advance(days=1)
    assert (
        await refused_requests.of_client(
            town.world.database.reader, service.registered.party.client_id, now=town.world.clock.now()
        )
        == []
    )
    await purge_expired(town.world)
    assert await town.world.database.reader.all("SELECT client_id FROM refused_request") == []


async def test_what_goes_as_it_should_is_not_noted(town: Town) -> None:
    service = await town.service()
    async with town.browser() as browser:
        await town.tokens(browser, service)
    assert await town.world.database.reader.all("SELECT client_id FROM refused_request") == []


async def test_without_the_setting_there_is_no_page_and_nothing_is_noted(town: Town) -> None:
    town.world = replace(town.world, is_developer_log_kept=False)
    town.open()
    service = await town.service()
    async with town.browser() as browser:
        await wrong_verifier(town, browser, service)
        assert (await browser.get("/developer-log")).status_code == 404
    assert await town.world.database.reader.all("SELECT client_id FROM refused_request") == []


def test_secrets_are_not_kept_wherever_they_were_put() -> None:
    sent = kept_parameters(
        [("scope", f"openid {SECRET}"), ("code", SECRET), ("grant_type", "eyJhbGciOiJub25lIn0.e30."), ("ő", "x")]
    )
    assert sent == (("scope", "openid ..."), ("code", ""), ("grant_type", "..."), ("?", ""))
    assert kept_parameters([("redirect_uri", "https://anna:pw@x.test/cb?name=Anna")]) == (
        ("redirect_uri", "https://...@x.test/cb?..."),
    )
    assert SECRET not in kept_description(f"no {SECRET}")
