"""Module `oidcc-server-rotate-keys`: what a client got before a rotation is worth as much after it."""

from dataclasses import replace
from pathlib import Path

import httpx
from joserfc.jwk import KeySet
from joserfc.jws import deserialize_compact

from tests.broker.oidc.refreshing import refreshed, renewing
from tests.broker.town import Town, answer_of
from ugyfelkapu.adapters.keys import TOKEN_KEYS, FileKeyRing
from ugyfelkapu.broker.actions.follow_standing_changes import follow_standing_changes
from ugyfelkapu.broker.actions.rotate_keys import rotate_keys
from ugyfelkapu.broker.ports import KEY_SET_CACHED


async def key_set(browser: httpx.AsyncClient) -> KeySet:
    return KeySet.import_key_set((await browser.get("/jwks")).json())


def kid_of(token: str, keys: KeySet) -> str:
    """Which of these keys signed it."""
    return str(deserialize_compact(token, keys, ["ES256"]).headers()["kid"])


async def test_a_live_client_notices_nothing_of_a_rotation(town: Town, tmp_path: Path) -> None:
    ring = FileKeyRing(tmp_path / "keys", town.clock, replace(TOKEN_KEYS, algorithms=("ES256",)))  # RSA keys take seconds
    rotating = Town(town.world.database, ring, town.clock, pages=town.pages)
    tax = await renewing(rotating)
    async with rotating.browser() as browser:
        cached = await key_set(browser)
        before = await rotating.tokens(browser, tax)
        waiting = await rotating.code(browser, tax.question())
        await rotate_keys(rotating.world)
        assert (await rotating.userinfo(browser, before["access_token"])).status_code == 200
        meanwhile = (await browser.post("/token", data=tax.redemption(waiting), headers=tax.basic())).json()
        assert kid_of(meanwhile["id_token"], cached)  # still, or already, by a key of the set it keeps
        rotating.clock.advance(seconds=KEY_SET_CACHED.total_seconds() - 1)
        assert (await rotating.userinfo(browser, before["access_token"])).status_code == 200
        await follow_standing_changes(rotating.world)
        renewed = (await refreshed(browser, tax, before["refresh_token"])).json()
        rotating.clock.advance(seconds=1)
        await follow_standing_changes(rotating.world)
        hinted = tax.question(prompt="none", id_token_hint=before["id_token"])
        assert "code" in answer_of(await browser.get("/authorize", params=hinted))
        later = (await refreshed(browser, tax, renewed["refresh_token"])).json()
        fresh = await key_set(browser)
    assert kid_of(before["id_token"], fresh) != kid_of(later["id_token"], fresh)
    assert kid_of(later["id_token"], cached)  # the new key was there before its first use
