"""Keys rotate while people sign on: no sign-on and no verification fails (`security.md`, faults)."""

import asyncio
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from joserfc.jwk import KeySet
from joserfc.jws import deserialize_compact

from tests.broker.town import ServiceAtHand, Town, broker_pages
from tests.world import HandClock
from ugyfelkapu.adapters.keys import FileKeyRing
from ugyfelkapu.broker.ports import KEY_SET_CACHED
from ugyfelkapu.foundation.database import Database

STEPS = 12
STEP = KEY_SET_CACHED / 4
ALGORITHMS = ["ES256", "RS256"]


@pytest.fixture
def town(sqlite_wings: tuple[Database, Database], tmp_path: Path, clock: HandClock) -> Town:
    """A broker with keys of its own."""
    return Town(sqlite_wings[1], FileKeyRing(tmp_path / "keys", clock), clock, pages=broker_pages())


class CachingService:
    """A service that keeps the key set as long as it is allowed to, and never looks again because of an unknown key."""

    def __init__(self, service: ServiceAtHand) -> None:
        self.service = service
        self.used_keys: set[str] = set()
        self._keys: KeySet | None = None
        self._age = timedelta(0)

    async def signs_on(self, town: Town, browser: httpx.AsyncClient) -> None:
        """One sign-on, verified with the keys it holds."""
        if self._keys is None or self._age >= KEY_SET_CACHED:
            self._keys, self._age = KeySet.import_key_set((await browser.get("/jwks")).json()), timedelta(0)
        tokens = await town.tokens(browser, self.service)
        verified = deserialize_compact(tokens["id_token"], self._keys, ALGORITHMS)
        self.used_keys.add(str(verified.headers()["kid"]))
        assert (await town.userinfo(browser, tokens["access_token"])).status_code == 200

    def grows_older(self, span: timedelta) -> None:
        """Time passes for the keys it holds."""
        self._age += span


async def test_a_service_that_caches_the_keys_verifies_every_token_through_rotations(town: Town, tmp_path: Path) -> None:
    services = [
        CachingService(await town.service(id_token_signed_response_alg=algorithm, redirect_uris=[f"https://{host}.test/cb"]))
        for algorithm, host in zip(ALGORITHMS, ("a", "b"), strict=True)
    ]
    for step in range(STEPS):
        if step % 3 == 1:
            FileKeyRing(tmp_path / "keys", town.clock).rotate()  # as the operator's command does, in a process of its own
        async with town.browser() as first, town.browser() as second:
            await asyncio.gather(services[0].signs_on(town, first), services[1].signs_on(town, second))
        town.clock.advance(seconds=STEP.total_seconds())
        for service in services:
            service.grows_older(STEP)
    assert all(len(service.used_keys) >= 2 for service in services), "the keys did change"
