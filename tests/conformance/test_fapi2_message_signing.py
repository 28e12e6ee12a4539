"""Plan `fapi2-message-signing-final-test-plan`: signed requests and signed answers."""

import pytest

from tests.broker.town import ISSUER, Town, answer_of, claims_of
from tests.conformance.fapi_client import FapiClient
from ugyfelkapu.broker.oidc.jose import ALGORITHMS, Verification, verified_payload

SIGNED = {"require_signed_request_object": True}


async def told(town: Town, client: FapiClient, **changes: object) -> dict[str, object]:
    """The signed answer of a sign-on, verified."""
    async with town.browser() as browser:
        pushed = await client.push_signed(browser, response_mode="jwt", **changes)
        answer = answer_of(await town.sign_in(browser, client.brought(pushed)))
    assert set(answer) == {"response"}
    keys = Verification(keys=[dict(key) for key in town.world.keys.published()], algorithms=ALGORITHMS, token_type=None)
    assert verified_payload(answer["response"], keys)
    return claims_of(answer["response"])


async def test_happy_flow(town: Town) -> None:
    client = await FapiClient.of(town, **SIGNED)
    answer = await told(town, client)
    assert (answer["iss"], answer["aud"], answer["state"]) == (ISSUER, client.service.client_id, "state-1")
    async with town.browser() as browser:
        assert (await client.redeem(browser, str(answer["code"]))).status_code == 200


async def test_ensure_request_object_without_state_succeeds(town: Town) -> None:
    answer = await told(town, await FapiClient.of(town, **SIGNED), state=None)
    assert "code" in answer
    assert "state" not in answer


@pytest.mark.parametrize("outside", [{"state": "outside"}, {"nonce": "outside"}, {"scope": "openid email"}], ids=str)
async def test_what_stands_outside_the_request_object_is_not_used(town: Town, outside: dict[str, str]) -> None:
    client = await FapiClient.of(town, **SIGNED)
    async with town.browser() as browser:
        pushed = await client.push_signed(browser)
        answer = answer_of(await town.sign_in(browser, {**client.brought(pushed), **outside}))
        tokens = (await client.redeem(browser, answer["code"])).json()
    assert answer["state"] == "state-1"
    assert claims_of(tokens["id_token"])["nonce"] == "nonce-1"


async def test_ensure_unsigned_request_at_par_fails(town: Town) -> None:
    client = await FapiClient.of(town, **SIGNED)
    async with town.browser() as browser:
        answer = await client.push(browser)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_a_refusal_is_signed_too(town: Town) -> None:
    client = await FapiClient.of(town, **SIGNED)
    async with town.browser() as browser:
        pushed = await client.push_signed(browser, response_mode="jwt", prompt="none")
        answer = answer_of(await browser.get("/authorize", params=client.brought(pushed)))
    claims = claims_of(answer["response"])
    assert (claims["error"], claims["state"], claims["iss"]) == ("login_required", "state-1", ISSUER)
