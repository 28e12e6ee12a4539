"""What whoever builds a service gets wrong most often, and whether the answer tells them how to mend it."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

import httpx
import pytest

from tests.broker.people import text_of
from tests.broker.town import ServiceAtHand, Town, answer_of

Ask = Callable[[Town, httpx.AsyncClient, ServiceAtHand], Awaitable[httpx.Response]]


def asked(**changes: str | None) -> Ask:
    """A sign-on with something changed."""

    async def ask(_: Town, browser: httpx.AsyncClient, service: ServiceAtHand) -> httpx.Response:
        return await browser.get("/authorize", params=service.question(**changes))

    return ask


def redeemed(**changes: str | None) -> Ask:
    """A redemption with something changed."""

    async def ask(town: Town, browser: httpx.AsyncClient, service: ServiceAtHand) -> httpx.Response:
        code = await town.code(browser, service.question())
        return await browser.post("/token", data=service.redemption(code, **changes), headers=service.basic())

    return ask


def posted(path: str, headers: dict[str, str] | None = None, **form: str) -> Ask:
    """A form of the service, with its proof or another one."""

    async def ask(_: Town, browser: httpx.AsyncClient, service: ServiceAtHand) -> httpx.Response:
        proof = service.basic() if headers is None else headers
        sent = {name: service.client_id if value == "CLIENT" else value for name, value in form.items()}
        return await browser.post(path, data=sent, headers=proof)

    return ask


async def late(town: Town, browser: httpx.AsyncClient, service: ServiceAtHand) -> httpx.Response:
    code = await town.code(browser, service.question())
    town.clock.advance(seconds=61)
    return await browser.post("/token", data=service.redemption(code), headers=service.basic())


async def twice(town: Town, browser: httpx.AsyncClient, service: ServiceAtHand) -> httpx.Response:
    code = await town.code(browser, service.question())
    await browser.post("/token", data=service.redemption(code), headers=service.basic())
    return await browser.post("/token", data=service.redemption(code), headers=service.basic())


async def as_json(_: Town, browser: httpx.AsyncClient, service: ServiceAtHand) -> httpx.Response:
    return await browser.post("/token", json={"grant_type": "client_credentials"}, headers=service.basic())


async def doubled_form(_: Town, browser: httpx.AsyncClient, service: ServiceAtHand) -> httpx.Response:
    body = urlencode([("grant_type", "authorization_code"), ("grant_type", "authorization_code")])
    headers = {**service.basic(), "Content-Type": "application/x-www-form-urlencoded"}
    return await browser.post("/token", content=body, headers=headers)


async def doubled_query(_: Town, browser: httpx.AsyncClient, service: ServiceAtHand) -> httpx.Response:
    return await browser.get(f"/authorize?{urlencode(service.question())}&scope=openid")


async def token_in_query(town: Town, browser: httpx.AsyncClient, service: ServiceAtHand) -> httpx.Response:
    tokens = await town.tokens(browser, service)
    return await browser.get("/userinfo", params={"access_token": tokens["access_token"]})


async def id_token_at_userinfo(town: Town, browser: httpx.AsyncClient, service: ServiceAtHand) -> httpx.Response:
    tokens = await town.tokens(browser, service)
    return await town.userinfo(browser, tokens["id_token"])


MISTAKES: dict[str, tuple[Ask, str, str]] = {
    "redirect_uri with a slash more": (asked(redirect_uri="https://tax.example.test/cb/"), "", "character for character"),
    "redirect_uri left out": (asked(redirect_uri=None), "", "redirect_uri is missing"),
    "unknown client": (asked(client_id="nobody"), "", "client_id"),
    "parameter twice in the address": (doubled_query, "", "twice"),
    "response_type token": (asked(response_type="token"), "unsupported_response_type", "must be code"),
    "response_type left out": (asked(response_type=None), "invalid_request", "response_type is missing"),
    "PKCE left out": (asked(code_challenge=None, code_challenge_method=None), "invalid_request", "code_challenge"),
    "PKCE plain": (asked(code_challenge_method="plain"), "invalid_request", "S256"),
    "scope without openid": (asked(scope="profile"), "invalid_scope", "openid"),
    "identity without legal basis": (asked(scope="openid identity"), "invalid_scope", "legal basis"),
    "response_mode fragment": (asked(response_mode="fragment"), "invalid_request", "form_post"),
    "prompt none and login": (asked(prompt="none login"), "invalid_request", "stands alone"),
    "max_age no number": (asked(max_age="1h"), "invalid_request", "whole number of seconds"),
    "claims no JSON": (asked(claims="{email}"), "invalid_request", "claims"),
    "wrong code_verifier": (redeemed(code_verifier="w" * 43), "invalid_grant", "code_verifier"),
    "code_verifier left out": (redeemed(code_verifier=None), "invalid_request", "code_verifier is missing"),
    "code_verifier too short": (redeemed(code_verifier="v" * 42), "invalid_request", "43 to 128"),
    "other redirect_uri at redemption": (redeemed(redirect_uri="https://tax.example.test/x"), "invalid_grant", "redirect_uri"),
    "code too late": (late, "invalid_grant", "60 seconds"),
    "code twice": (twice, "invalid_grant", "once"),
    "secret in the form": (
        posted("/token", {}, client_id="CLIENT", client_secret="cs_x"),
        "invalid_client",
        "client_secret_basic",
    ),
    "secret nowhere": (posted("/token", {}, client_id="CLIENT"), "invalid_client", "client_secret_basic"),
    "wrong secret": (
        posted("/token", {"Authorization": "Basic YTpi"}, scope="openid"),
        "invalid_client",
        "did not prove itself",
    ),
    "bearer at the token endpoint": (
        posted("/token", {"Authorization": "Bearer x"}, scope="openid"),
        "invalid_client",
        "must use Basic",
    ),
    "JSON at the token endpoint": (as_json, "invalid_request", "application/x-www-form-urlencoded"),
    "parameter twice in the form": (doubled_form, "invalid_request", "twice"),
    "grant_type left out": (posted("/token", scope="openid"), "invalid_request", "grant_type is missing"),
    "grant_type password": (posted("/token", grant_type="password"), "unsupported_grant_type", "authorization_code"),
    "grant_type not registered": (posted("/token", grant_type="client_credentials"), "unauthorized_client", "grant_types"),
    "token in the address": (token_in_query, "invalid_token", "Authorization header"),
    "ID token as access token": (id_token_at_userinfo, "invalid_token", "access token"),
    "token left out": (posted("/introspect", token_type_hint="access_token"), "invalid_request", "token is missing"),
    "request_uri pushed": (posted("/par", request_uri="urn:x"), "invalid_request", "push the request itself"),
    "device without the grant": (posted("/device-authorization", scope="openid"), "unauthorized_client", "device"),
}


def told(answer: httpx.Response) -> tuple[str, str]:
    """The error and its description, wherever the answer went; a page has no code."""
    if answer.is_redirect:
        parameters = answer_of(answer)
        return parameters["error"], parameters["error_description"]
    if "json" in answer.headers["Content-Type"]:
        content = answer.json()
        return content.get("error", "invalid_token"), content["error_description"]
    return "", text_of(answer)


@pytest.mark.parametrize("mistake", MISTAKES)
async def test_the_answer_says_how_to_mend_a_usual_mistake(town: Town, mistake: str) -> None:
    ask, error, hint = MISTAKES[mistake]
    service = await town.service()
    async with town.browser() as browser:
        found = told(await ask(town, browser, service))
    assert found[0] == error, found
    assert hint in found[1], found
