"""Whoever does not hold a service's key tries to read its log (RFC 7523 section 3, decision 0033)."""

from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest
from joserfc.jwk import RSAKey

from tests.attacks.oidc_forgery import KEY, push, said, signing
from tests.broker.conftest import migrated_packages, pages, town
from tests.broker.proofs import signed
from tests.broker.town import ISSUER, Town, press

__all__ = ["migrated_packages", "pages", "town"]

STRANGER = RSAKey.generate_key(2048, {"kid": "k1"})
HEADER: dict[str, object] = {"alg": "RS256", "kid": "k1"}


@pytest.fixture
def trial(town: Town) -> Town:
    """A town for trying things out, which keeps the log."""
    town.world = replace(town.world, is_developer_log_kept=True)
    town.open()
    return town


async def brings(browser: httpx.AsyncClient, assertion: str) -> httpx.Response:
    return await press(browser, await browser.get("/developer-log"), form=1, client_assertion=assertion)


async def test_the_services_own_key_opens_its_log_once(trial: Town) -> None:
    service = await signing(trial)
    assertion = signed(HEADER, said(trial, service.client_id), KEY)
    async with trial.browser() as browser:
        await browser.post("/par", data={**service.question(), "client_assertion": "x"})
        opened = await brings(browser, f" {assertion}\n")
    assert 'data-page="developer-log"' in opened.text
    assert "/par: invalid_client" in opened.text
    async with trial.browser() as thief:
        again = await brings(thief, assertion)
        assert "has a jti that was used before" in again.text
        assert (await thief.get("/developer-log/refusals")).is_redirect


Forged = Callable[[Town, str, str], str]
FORGED: dict[str, Forged] = {
    "for another server": lambda town, own, _: signed(HEADER, said(town, own, aud="https://other.example.test"), KEY),
    "for an endpoint": lambda town, own, _: signed(HEADER, said(town, own, aud=f"{ISSUER}/token"), KEY),
    "signed by a stranger": lambda town, own, _: signed(HEADER, said(town, own), STRANGER),
    "of another service, as this one": lambda town, own, other: signed(HEADER, said(town, own, iss=other), KEY),
    "past its time": lambda town, own, _: signed(HEADER, said(town, own, exp=1), KEY),
    "of a service with a secret": lambda town, _, other: signed(HEADER, said(town, other), KEY),
    "nothing": lambda _town, _own, _other: "",
}


async def test_what_does_not_prove_the_service_opens_nothing(trial: Town) -> None:
    service, other = await signing(trial), await trial.service()
    for how, forged in FORGED.items():
        async with trial.browser() as browser:
            refused = await brings(browser, forged(trial, service.client_id, other.client_id))
            assert 'role="alert"' in refused.text, how
            assert (await browser.get("/developer-log/refusals")).is_redirect, how
            again = await browser.get("/developer-log/by-key?lang=en")
            assert again.headers["Location"] == "/developer-log"


async def test_a_services_assertion_shows_no_other_services_log(trial: Town) -> None:
    service, other = await signing(trial), await signing(trial)
    async with trial.browser() as browser:
        await push(browser, other, "no.such.assertion")
        opened = await brings(browser, signed(HEADER, said(trial, service.client_id), KEY))
    assert 'data-page="developer-log"' in opened.text
    assert service.client_id in opened.text
    assert other.client_id not in opened.text


async def test_who_tries_too_often_waits_even_with_a_good_key(trial: Town) -> None:
    service = await signing(trial)
    async with trial.browser() as browser:
        for _ in range(21):
            await brings(browser, "no.such.assertion")
        waiting = await brings(browser, signed(HEADER, said(trial, service.client_id), KEY))
    assert waiting.status_code == 429


async def test_where_no_log_is_kept_nobody_looks_at_assertions(town: Town) -> None:
    async with town.browser() as browser:
        assert (await browser.post("/developer-log/by-key")).status_code in (404, 405)
