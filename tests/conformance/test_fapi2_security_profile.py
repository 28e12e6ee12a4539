"""Plan `fapi2-security-profile-final-test-plan`, with `private_key_jwt` and DPoP, and with certificates."""

import pytest

from tests.broker.service_certificates import an_authority, behind_a_proxy, issued, wish
from tests.broker.town import ISSUER, Town, answer_of, claims_of, follow, press
from tests.conformance.fapi_client import FapiClient

ANSWERED: dict[str, dict[str, str | None]] = {
    "happy-flow": {},
    "ensure-request-without-state-succeeds": {"state": None},
    "ensure-authorization-request-without-nonce-success": {"nonce": None},
    "ensure-authorization-request-with-64-char-nonce-success": {"nonce": "n" * 64},
    "ensure-authorization-request-with-384-char-state": {"state": "s" * 384},
    "ensure-other-scope-order-succeeds": {"scope": "email openid"},
    "ensure-unknown-parameter-succeeds": {"extra": "foobar"},
}
DECLINED: dict[str, tuple[dict[str, str | None], str]] = {
    "ensure-response-type-code-idtoken-fails": ({"response_type": "code id_token"}, "unsupported_response_type"),
    "ensure-response-type-token-fails": ({"response_type": "token"}, "unsupported_response_type"),
    "par-without-pkce": ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
    "par-plain-pkce-rejected": ({"code_challenge_method": "plain"}, "invalid_request"),
    "ensure-redirect-uri-in-request": ({"redirect_uri": None}, "invalid_request"),
    "ensure-registered-redirect-uri": ({"redirect_uri": "https://evil.example/cb"}, "invalid_request"),
    "par-request-containing-request_uri": ({"request_uri": "urn:ietf:params:oauth:request_uri:x"}, "invalid_request"),
    "ensure-request-object-is-signed": ({"request": "eyJhbGciOiJub25lIn0.e30."}, "invalid_request_object"),
}
UNPROVEN: dict[str, dict[str, object]] = {
    "ensure-client-assertion-with-token-endpoint-aud-fails": {"aud": f"{ISSUER}/token"},
    "ensure-client-assertion-with-par-endpoint-aud-fails": {"aud": f"{ISSUER}/par"},
    "ensure-client-assertion-with-aud-array-fails": {"aud": [ISSUER, f"{ISSUER}/token"]},
    "ensure-client-assertion-with-wrong-sub-fails": {"sub": "somebody"},
    "ensure-client-assertion-with-wrong-iss-fails": {"iss": "somebody"},
    "ensure-client-assertion-with-exp-5-minutes-in-past-fails": {"exp": 1},
}


@pytest.mark.parametrize("module", ANSWERED)
async def test_what_a_pushed_request_may_hold_or_lack(town: Town, module: str) -> None:
    client, changes = await FapiClient.of(town), ANSWERED[module]
    question = client.service.question(**changes)
    async with town.browser() as browser:
        told = answer_of(await town.sign_in(browser, client.brought(await client.push(browser, **changes))))
        assert (told.get("state"), told["iss"]) == (question.get("state"), ISSUER)
        tokens = (await client.redeem(browser, told["code"])).json()
    assert tokens["token_type"] == "DPoP"
    assert claims_of(tokens["access_token"])["cnf"] == {"jkt": client.prover.jkt}
    assert claims_of(tokens["id_token"]).get("nonce") == question.get("nonce")


@pytest.mark.parametrize("module", DECLINED)
async def test_what_a_pushed_request_may_not_hold_or_lack(town: Town, module: str) -> None:
    client, (changes, error) = await FapiClient.of(town), DECLINED[module]
    async with town.browser() as browser:
        answer = await client.push(browser, **changes)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert answer.json()["error_description"]


@pytest.mark.parametrize("module", UNPROVEN)
async def test_what_an_assertion_may_not_say(town: Town, module: str) -> None:
    client = await FapiClient.of(town)
    async with town.browser() as browser:
        answer = await browser.post("/par", data=client.service.question() | client.proof(**UNPROVEN[module]))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_a_request_that_was_not_pushed_is_declined(town: Town) -> None:
    client = await FapiClient.of(town)
    async with town.browser() as browser:
        told = answer_of(await browser.get("/authorize", params=client.service.question()))
    assert (told["error"], told["state"]) == ("invalid_request", "state-1")


async def test_user_rejects_authentication(town: Town) -> None:
    client = await FapiClient.of(town)
    async with town.browser() as browser:
        page = await follow(browser, await browser.get("/authorize", params=client.brought(await client.push(browser))))
        told = answer_of(await press(browser, page, form=1))
    assert (told["error"], told["state"], told["iss"]) == ("access_denied", "state-1", ISSUER)


async def test_ensure_authorization_code_is_bound_to_client(town: Town) -> None:
    client = await FapiClient.of(town)
    other = await FapiClient.of(town, redirect_uris=["https://other.example.test/cb"])
    async with town.browser() as browser:
        code = await town.code(browser, client.brought(await client.push(browser)))
        answer = await other.redeem(browser, code)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


async def test_par_incorrect_pkce_code_verifier(town: Town) -> None:
    client = await FapiClient.of(town)
    async with town.browser() as browser:
        await client.redeem(browser, "warm-up")  # for the nonce
        code = await town.code(browser, client.brought(await client.push(browser)))
        form = client.service.redemption(code, code_verifier="w" * 43) | client.proof()
        answer = await browser.post("/token", data=form, headers=client.prover.header())
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize("seconds", [-10, 10])
async def test_ensure_dpop_proof_with_iat_10_seconds_off_succeeds(town: Town, seconds: int) -> None:
    client = await FapiClient.of(town)
    async with town.browser() as browser:
        code = await town.code(browser, client.brought(await client.push(browser)))
        answer = await client.redeem(browser, code, seconds_off=seconds)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("scheme", ["DPoP", "dpop", "DPOP"])
async def test_access_token_type_header_case_sensitivity(town: Town, scheme: str) -> None:
    client = await FapiClient.of(town)
    async with town.browser() as browser:
        code = await town.code(browser, client.brought(await client.push(browser)))
        token = (await client.redeem(browser, code)).json()["access_token"]
        headers = {**client.prover.header("/userinfo", token=token), "Authorization": f"{scheme} {token}"}
        assert (await browser.get("/userinfo", headers=headers)).status_code == 200


async def test_a_certificate_proves_the_client_and_holds_the_token(town: Town) -> None:  # the plan with mTLS
    authority = an_authority(town.clock.now())
    behind_a_proxy(town, authority)
    held = issued(authority, wish(town.clock.now()))
    terms = {"token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_san_dns": "tax.example.test", "jwks": None}
    client = await FapiClient.of(town, tls_client_certificate_bound_access_tokens=True, **terms)
    async with town.browser() as browser:
        pushed = await browser.post("/par", data=client.service.question(), headers=held.shown())
        code = await town.code(browser, client.brought(pushed))
        form = client.service.redemption(code, client_id=client.service.client_id)
        token = (await browser.post("/token", data=form, headers=held.shown())).json()["access_token"]
        bare = await town.userinfo(browser, token)
        shown = await browser.get("/userinfo", headers={**held.shown(), "Authorization": f"Bearer {token}"})
    assert (bare.status_code, shown.status_code) == (401, 200)
