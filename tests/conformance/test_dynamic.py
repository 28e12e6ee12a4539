"""Plan `oidcc-dynamic-certification-test-plan`: what the tests of registration do not prove already."""

import pytest

from tests.broker.oidc.test_registration import GOOD, register
from tests.broker.town import REDIRECT, Town, answer_of

QUERY = f"{REDIRECT}?foo=bar"


async def test_oidcc_redirect_uri_query_ok(town: Town) -> None:
    tax = await town.service(redirect_uris=[QUERY])
    async with town.browser() as browser:
        answer = await town.sign_in(browser, tax.question())
    target = answer.headers.get("Location") or answer.headers["Refresh"].partition("url=")[2]
    assert target.startswith(f"{QUERY}&")
    assert {"foo", "code", "state"} <= answer_of(answer).keys()


@pytest.mark.parametrize(
    ("module", "registered", "asked"),
    [
        ("oidcc-redirect-uri-query-mismatch", QUERY, f"{REDIRECT}?bar=foo"),
        ("oidcc-redirect-uri-query-added", REDIRECT, QUERY),
        ("oidcc-redirect-uri-query-left-out", QUERY, REDIRECT),
    ],
)
async def test_another_query_is_another_address(town: Town, module: str, registered: str, asked: str) -> None:
    tax = await town.service(redirect_uris=[registered])
    async with town.browser() as browser:
        answer = await browser.get("/authorize", params=tax.question(redirect_uri=asked))
    assert answer.status_code == 400, module
    assert 'data-page="refused"' in answer.text


async def test_oidcc_ensure_redirect_uri_in_authorization_request(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        assert (await browser.get("/authorize", params=tax.question(redirect_uri=None))).status_code == 400


@pytest.mark.parametrize("member", ["logo_uri", "policy_uri", "tos_uri"])
async def test_what_is_not_shown_is_passed_over_and_not_told_as_kept(town: Town, member: str) -> None:
    answer = await register(town, {**GOOD, member: "https://tax.example.test/x"})
    assert answer.status_code == 201
    assert member not in answer.json()


async def test_oidcc_idtoken_unsigned_is_refused(town: Town) -> None:
    answer = await register(town, {**GOOD, "id_token_signed_response_alg": "none"})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client_metadata")


async def test_oidcc_request_uri_unsigned_is_refused(town: Town) -> None:
    address = "https://tax.example.test/request.jwt"
    tax = await town.service(request_uris=[address])
    town.outside.put(address, b"eyJhbGciOiJub25lIn0.e30.", "application/jwt")
    async with town.browser() as browser:
        told = answer_of(await browser.get("/authorize", params=tax.question(request_uri=address)))
    assert (told["error"], told["state"]) == ("invalid_request_object", "state-1")
