"""Plan `oidcc-basic-certification-test-plan`."""

import httpx
import pytest

from tests.broker.town import ISSUER, ServiceAtHand, Town, answer_of, claims_of
from tests.conformance.plain_client import ANSWERED, asked, plain_client


async def redeem(browser: httpx.AsyncClient, service: ServiceAtHand, code: str) -> httpx.Response:
    form = service.redemption(code, code_verifier=None)
    return await browser.post("/token", data=form, headers=service.basic())


async def access_token(town: Town, browser: httpx.AsyncClient, service: ServiceAtHand) -> str:
    return str((await redeem(browser, service, await town.code(browser, asked(service)))).json()["access_token"])


@pytest.mark.parametrize("module", ANSWERED)
async def test_what_a_request_may_hold_or_lack(town: Town, module: str) -> None:
    client, changes = await plain_client(town), ANSWERED[module]
    question = asked(client, **changes)
    async with town.browser() as browser:
        told = answer_of(await town.sign_in(browser, question))
        assert (told.get("state"), told["iss"]) == (question.get("state"), ISSUER)
        answer = await redeem(browser, client, told["code"])
    assert answer.status_code == 200, answer.text
    claims = claims_of(answer.json()["id_token"])
    assert claims.get("nonce") == question.get("nonce")
    assert {"auth_time", "acr", "sub"} <= claims.keys()
    assert answer.json()["token_type"] == "Bearer"


@pytest.mark.parametrize(
    ("module", "later", "is_anew"), [("oidcc-max-age-1", "1", True), ("oidcc-max-age-10000", "10000", False)]
)
async def test_max_age_asks_anew_only_when_the_sign_in_is_older(town: Town, module: str, later: str, *, is_anew: bool) -> None:
    client = await plain_client(town)
    times = []
    async with town.browser() as browser:
        for changes in ({}, {"max_age": later}):
            answer = await redeem(browser, client, await town.code(browser, asked(client, **changes)))
            times.append(claims_of(answer.json()["id_token"])["auth_time"])
            town.clock.advance(seconds=2)
    assert (times[0] != times[1]) is is_anew, module


async def test_a_scope_nobody_knows_is_not_granted(town: Town) -> None:  # oidcc-scope-address, oidcc-scope-phone
    client = await plain_client(town)
    async with town.browser() as browser:
        code = await town.code(browser, asked(client, scope="openid email address phone"))
        answer = await redeem(browser, client, code)
        told = (await town.userinfo(browser, answer.json()["access_token"])).json()
    assert answer.json().get("scope", "openid email").split() == ["openid", "email"]
    assert {"sub", "email", "email_verified"} == set(told)


async def test_oidcc_codereuse_30seconds(town: Town) -> None:
    client = await plain_client(town)
    async with town.browser() as browser:
        code = await town.code(browser, asked(client))
        first = (await redeem(browser, client, code)).json()["access_token"]
        town.clock.advance(seconds=30)
        again = await redeem(browser, client, code)
        assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
        assert (await town.userinfo(browser, first)).status_code == 401


async def test_oidcc_userinfo_post_header(town: Town) -> None:
    client = await plain_client(town)
    async with town.browser() as browser:
        token = await access_token(town, browser, client)
        by_get = await town.userinfo(browser, token)
        by_post = await browser.post("/userinfo", headers={"Authorization": f"Bearer {token}"})
    assert by_post.status_code == 200
    assert by_post.json() == by_get.json()


async def test_oidcc_userinfo_post_body(town: Town) -> None:
    client = await plain_client(town)
    async with town.browser() as browser:
        token = await access_token(town, browser, client)
        answer = await browser.post("/userinfo", data={"access_token": token})
        broken = await browser.post("/userinfo", data={"access_token": token[:-2]})
    assert (answer.status_code, broken.status_code) == (200, 401)
    assert answer.json()["sub"] == claims_of(token)["sub"]


async def test_oidcc_unsigned_request_object_is_rejected_as_unsupported(town: Town) -> None:
    client = await plain_client(town)
    unsigned = "eyJhbGciOiJub25lIn0.e30."
    async with town.browser() as browser:
        told = answer_of(await browser.get("/authorize", params=asked(client, request=unsigned)))
    assert told["error"] in {"invalid_request_object", "request_not_supported"}
    assert told["state"] == "state-1"


async def test_oidcc_ensure_request_with_valid_pkce_succeeds(town: Town) -> None:
    client = await plain_client(town)
    async with town.browser() as browser:
        assert (await town.tokens(browser, client))["id_token"]
