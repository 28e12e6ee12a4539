"""Pushed authorization requests (RFC 9126): judged when they are pushed, good once, for a minute, for their client."""

import asyncio
from dataclasses import replace

import httpx
import pytest

from tests.broker.town import ServiceAtHand, Town, answer_of, follow, press
from ugyfelkapu.broker.actions import push_request
from ugyfelkapu.broker.actions.purge_expired import purge_expired
from ugyfelkapu.broker.oidc.requests.asking import PUSHED


async def push(browser: httpx.AsyncClient, service: ServiceAtHand, **changes: str | None) -> httpx.Response:
    return await browser.post("/par", data=service.question(**changes), headers=service.basic())


async def pushed(browser: httpx.AsyncClient, service: ServiceAtHand, **changes: str | None) -> dict[str, str]:
    """What the browser then brings to the authorization endpoint."""
    answer = await push(browser, service, **changes)
    assert answer.status_code == 201, answer.text
    return {"client_id": service.client_id, "request_uri": answer.json()["request_uri"]}


async def test_a_pushed_request_is_answered_as_if_it_stood_in_the_address(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        answer = await push(browser, tax, state="other-state")
        assert answer.status_code == 201
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.json()["request_uri"].startswith(PUSHED)
        assert answer.json()["expires_in"] == 60
        brought = {"client_id": tax.client_id, "request_uri": answer.json()["request_uri"]}
        told = answer_of(await town.sign_in(browser, brought))
        assert told["state"] == "other-state"
        redeemed = await browser.post("/token", data=tax.redemption(told["code"]), headers=tax.basic())
    assert redeemed.status_code == 200


async def test_what_stands_beside_a_pushed_request_is_not_read(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        brought = await pushed(browser, tax)
        beside = {**brought, "state": "evil", "scope": "openid identity", "redirect_uri": "https://evil.example/cb"}
        told = answer_of(await town.sign_in(browser, beside))
    assert told["state"] == "state-1"
    assert "code" in told


async def test_a_pushed_request_is_answered_once(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        brought = await pushed(browser, tax)
        assert "code" in answer_of(await town.sign_in(browser, brought))
        again = await browser.get("/authorize", params=brought)
    assert (again.status_code, "Location" in again.headers) == (400, False)
    assert 'data-page="refused"' in again.text
    assert "push it anew" in again.text


async def test_a_page_that_is_loaded_again_before_the_answer_spoils_nothing(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        brought = await pushed(browser, tax)
        pages = [await follow(browser, await browser.get("/authorize", params=brought)) for _ in range(2)]
        assert all('data-page="choose-method"' in page.text for page in pages)
        assert "code" in answer_of(await press(browser, pages[-1]))


async def test_of_two_tabs_with_one_pushed_request_one_is_answered(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        brought = await pushed(browser, tax)
        first, second = [await follow(browser, await browser.get("/authorize", params=brought)) for _ in range(2)]
        town.clock.advance(minutes=5)  # the person takes their time: what must be quick is the way here
        assert "code" in answer_of(await press(browser, first))
        late = await press(browser, second)
    assert (late.status_code, "Location" in late.headers) == (400, False)


async def test_of_twenty_answers_to_one_pushed_request_one_has_a_code(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        await town.code(browser, tax.question())
        brought = await pushed(browser, tax)
        answers = await asyncio.gather(*(browser.get("/authorize", params=brought) for _ in range(20)))
    assert sorted(answer.status_code for answer in answers) == [303, *[400] * 19]
    assert [row.text("client_id") for row in await town.world.database.reader.all("SELECT client_id FROM pushed_request")] == []


async def test_a_pushed_request_lasts_a_minute(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        first, second = await pushed(browser, tax), await pushed(browser, tax)
        town.clock.advance(seconds=59)
        assert (await browser.get("/authorize", params=first)).status_code == 303
        town.clock.advance(seconds=1)
        assert (await browser.get("/authorize", params=second)).status_code == 400


async def test_a_request_that_nobody_took_is_forgotten(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        await pushed(browser, tax)
        town.clock.advance(minutes=61)
        assert await purge_expired(town.world) == 1


async def test_another_client_cannot_take_a_pushed_request_nor_spoil_it(town: Town) -> None:
    tax, council = await town.service(), await town.council()
    async with town.browser() as browser:
        brought = await pushed(browser, tax)
        stolen = await browser.get("/authorize", params={**brought, "client_id": council.client_id})
        assert stolen.status_code == 400
        assert "code" in answer_of(await town.sign_in(browser, brought))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"redirect_uri": "https://tax.example.test/cb/"}, "invalid_request"),
        ({"redirect_uri": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "openid identity"}, "invalid_scope"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"request_uri": f"{PUSHED}pr_x"}, "invalid_request"),
        ({"client_id": "x" * 22}, "invalid_client"),
        ({"state": "s" * 4097}, "invalid_request"),
    ],
    ids=str,
)
async def test_a_request_that_breaks_a_rule_is_refused_when_it_is_pushed(
    town: Town, changes: dict[str, str | None], error: str
) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        answer = await push(browser, tax, **changes)
    assert answer.status_code == (401 if error == "invalid_client" else 400)
    assert answer.json()["error"] == error
    assert answer.json()["error_description"]
    assert "request_uri" not in answer.json()


async def test_a_service_proves_itself_when_it_pushes(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        for headers in ({}, {"Authorization": "Basic eDp5"}):
            answer = await browser.post("/par", data=tax.question(), headers=headers)
            assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
        twice = await browser.post("/par", content="client_id=a&client_id=b", headers=tax.basic() | FORM)
        assert (twice.status_code, twice.json()["error"]) == (400, "invalid_request")
        assert (await browser.get("/par", params=tax.question())).status_code == 405


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def test_a_client_that_must_push_is_heard_in_no_other_way(town: Town) -> None:
    tax = await town.service(require_pushed_authorization_requests=True)
    async with town.browser() as browser:
        told = answer_of(await browser.get("/authorize", params=tax.question()))
        assert (told["error"], told["state"]) == ("invalid_request", "state-1")
        assert "push" in told["error_description"]
        assert "code" in answer_of(await town.sign_in(browser, await pushed(browser, tax)))


async def test_whoever_proves_nothing_pushes_no_more_than_a_network_may(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push_request, "MOST_PUSHED", 2)
    app = await town.service(token_endpoint_auth_method="none")
    async with town.browser() as browser:
        answers = [await browser.post("/par", data=app.question()) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [201, 201, 201, 429]
    assert answers[3].headers["Retry-After"]


async def test_an_address_that_is_registered_no_more_gets_no_answer(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        brought = await pushed(browser, tax)
        moved = replace(tax.registered.party, redirect_uris=("https://tax.example.test/new",))
        await town.rewrite(moved)
        assert (await browser.get("/authorize", params=brought)).status_code == 400
