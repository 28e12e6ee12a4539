"""The clock is set back by a day: what had expired stays expired, and the journal stays whole (`security.md`, faults)."""

from pathlib import Path

import pytest

from tests.attacks.whole_site import WholeSite, a_whole_site
from tests.gate.owner_world import a_registered_owner, an_owner
from tests.world import HandClock
from ugyfelkapu.broker.actions.purge_expired import purge_expired as purge_broker
from ugyfelkapu.foundation.database import Database
from ugyfelkapu.foundation.journal_seal import Broken, seal, verify
from ugyfelkapu.gate.actions.counter.clerk_session import sweep_clerk_sessions
from ugyfelkapu.gate.actions.upkeep.purge_expired import purge_expired as purge_gate
from ugyfelkapu.gate.domain.sign_in import Refused
from ugyfelkapu.gate.ports import PasswordHasher


@pytest.fixture
async def site(
    sqlite_wings: tuple[Database, Database], clock: HandClock, password_pool: PasswordHasher, key_directory: Path
) -> WholeSite:
    """Both wings in this process."""
    return await a_whole_site(sqlite_wings, clock, password_pool, key_directory)


async def _a_day_back(site: WholeSite) -> None:
    """The worker has passed by, as it does each minute; then somebody sets the clock."""
    while await purge_gate(site.counter.world) + await purge_broker(site.broker):
        pass
    await sweep_clerk_sessions(site.counter.world, now=site.clock.now())
    site.clock.advance(days=-1)


async def test_an_expired_activation_code_stays_so(site: WholeSite) -> None:
    waiting = await a_registered_owner(site.counter)
    code = await waiting.code()
    site.clock.advance(days=5)
    await _a_day_back(site)
    assert await waiting.activates(code) is Refused.WRONG


async def test_a_session_that_idled_out_stays_so_at_the_gate_and_at_the_broker(site: WholeSite) -> None:
    owner = await an_owner(site.counter)
    async with site.browser() as client:
        await site.sign_on(client, owner)
        assert (await client.get("/own")).status_code == 200
        site.clock.advance(minutes=21)
        await _a_day_back(site)
        assert (await client.get("/own")).status_code == 303
        silent = await client.get("/authorize", params=site.service.question(prompt="none"))
        assert "error=login_required" in silent.headers["Location"]


async def test_an_expired_code_and_expired_tokens_stay_so(site: WholeSite) -> None:
    owner = await an_owner(site.counter)
    async with site.browser() as client, site.service_server() as server:
        headers = site.service.basic()
        spent = (await site.sign_on(client, owner))["code"]
        tokens = (await server.post("/token", data=site.service.redemption(spent), headers=headers)).json()
        late = (await site.sign_on(client, owner))["code"]
        site.clock.advance(minutes=6)
        await _a_day_back(site)
        answer = await server.post("/token", data=site.service.redemption(late), headers=headers)
        assert answer.json()["error"] == "invalid_grant"
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        assert (await server.get("/userinfo", headers=bearer)).status_code == 401


async def test_a_half_done_sign_in_and_a_clerks_session_stay_over(site: WholeSite) -> None:
    owner = await an_owner(site.counter)
    await owner.enrols()
    async with site.browser() as client:
        await site.sign_clerk_in(client)
        await site.sign_in(client, owner)
        assert (await client.get("/sign-in/second-factor")).status_code == 200
        site.clock.advance(hours=13)
        await _a_day_back(site)
        assert (await client.get("/sign-in/second-factor")).status_code == 303
        assert (await client.get("/counter")).headers["Location"] == "/counter/sign-in"


async def test_a_password_can_still_be_tried_and_the_journal_stays_whole(site: WholeSite) -> None:
    owner = await an_owner(site.counter)
    for days in (0, -1, 2, -1):
        site.clock.advance(days=days)
        async with site.browser() as client:
            assert (await site.sign_in(client, owner)).headers["Location"] == "/own"
        async with site.counter.world.database.transaction() as tx:
            assert await seal(tx, now=site.clock.now())
    outcome = await verify(site.counter.world.database.reader)
    assert not isinstance(outcome, Broken)
    assert outcome.number == 4
