"""Programs that ask what was refused to them, and others that would like to know (RFC 6749 section 2.3, decision 0033)."""

from collections.abc import Mapping
from dataclasses import replace

import httpx
import pytest

from tests.attacks.oidc_forgery import KEY, push, said, signing
from tests.broker.conftest import migrated_packages, pages, town
from tests.broker.proofs import signed
from tests.broker.service_certificates import behind_a_proxy, self_signed, wish
from tests.broker.town import Town

__all__ = ["migrated_packages", "pages", "town"]

HEADER: dict[str, object] = {"alg": "RS256", "kid": "k1"}
BY_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@pytest.fixture
def trial(town: Town) -> Town:
    """A town for trying things out, which keeps the log, and takes certificates."""
    town.world = replace(town.world, is_developer_log_kept=True)
    behind_a_proxy(town)
    return town


async def asks(town: Town, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> httpx.Response:
    async with town.browser() as program:
        return await program.post("/refusals", data=form, headers=headers)


async def test_a_service_with_a_certificate_alone_gets_its_refusals(trial: Town) -> None:
    held = self_signed(wish(trial.clock.now()))
    service = await trial.service(token_endpoint_auth_method="self_signed_tls_client_auth", jwks={"keys": [held.jwk]})
    async with trial.browser() as browser:
        await browser.post(
            "/token", data={"client_id": service.client_id, "grant_type": "magic", "code": "x"}, headers=held.shown()
        )
    answer = await asks(trial, {"client_id": service.client_id}, held.shown())
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    told = answer.json()
    assert told["client_id"] == service.client_id
    (refusal,) = told["refusals"]
    assert refusal.pop("error_description")
    assert refusal == {
        "at": trial.clock.now().isoformat(timespec="seconds"),
        "endpoint": "/token",
        "error": "unsupported_grant_type",
        "sent": [
            ["Content-Type", "application/x-www-form-urlencoded"],
            ["client_id", service.client_id],
            ["grant_type", "magic"],
            ["code", ""],
        ],
    }


async def test_a_strangers_certificate_or_none_or_one_past_the_proxy_shows_nothing(trial: Town) -> None:
    held, other = self_signed(wish(trial.clock.now())), self_signed(wish(trial.clock.now()))
    service = await trial.service(token_endpoint_auth_method="self_signed_tls_client_auth", jwks={"keys": [held.jwk]})
    past_the_proxy = {**held.shown(), "X-Service-Proxy-Secret": "x" * 40}
    for headers in (other.shown(), {}, past_the_proxy):
        answer = await asks(trial, {"client_id": service.client_id}, headers)
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client"), headers
        assert "refusals" not in answer.json()


async def test_a_key_or_a_secret_shows_its_own_services_refusals_alone(trial: Town) -> None:
    by_key, other, by_secret = await signing(trial), await signing(trial), await trial.service()
    async with trial.browser() as browser:
        await push(browser, other, "no.such.assertion")
        assertion = signed(HEADER, said(trial, by_key.client_id), KEY)
        own = await asks(trial, {"client_assertion": assertion, "client_assertion_type": BY_ASSERTION})
        assert own.json() == {"client_id": by_key.client_id, "refusals": []}
        again = await asks(trial, {"client_assertion": assertion, "client_assertion_type": BY_ASSERTION})
        assert "was used before" in again.json()["error_description"]
        secret = await browser.post("/refusals", data={"client_id": by_secret.client_id}, headers=by_secret.basic())
    assert secret.json() == {"client_id": by_secret.client_id, "refusals": []}


async def test_a_service_that_can_prove_nothing_and_one_that_nobody_knows_get_nothing(trial: Town) -> None:
    public = await trial.service(token_endpoint_auth_method="none")
    for client_id in (public.client_id, "nobody"):
        answer = await asks(trial, {"client_id": client_id})
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_where_no_log_is_kept_nobody_is_told_of_refusals(town: Town) -> None:
    assert (await asks(town, {"client_id": (await town.service()).client_id})).status_code in (404, 405)
