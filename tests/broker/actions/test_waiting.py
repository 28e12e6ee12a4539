"""A stranger cannot make the broker keep requests without end, and nobody who signs in is in the way (`security.md` 6)."""

import httpx
import pytest

from tests.broker.town import ISSUER, Town, answer_of
from ugyfelkapu.broker.actions import waiting

PLACES = 3


@pytest.fixture(autouse=True)
def few_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a test may fill them."""
    monkeypatch.setattr(waiting, "MOST_WAITING", PLACES)


async def fills(browser: httpx.AsyncClient, question: dict[str, str]) -> None:
    """Every place, and the first one beyond, from which on there are waits."""
    for _ in range(PLACES + 1):
        assert (await browser.get("/authorize", params=question)).status_code == 303


def from_network(town: Town, address: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=town.app, client=(address, 1234))
    return httpx.AsyncClient(transport=transport, base_url=ISSUER, headers={"Accept": "text/html"})


async def test_too_many_unfinished_requests_of_a_network_are_let_in_one_by_one(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        await fills(browser, tax.question())
        refused = await browser.get("/authorize", params=tax.question())
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "2")
        assert 'data-page="error"' in refused.text
        town.clock.advance(seconds=2)
        assert (await browser.get("/authorize", params=tax.question())).status_code == 303
        assert (await browser.get("/authorize", params=tax.question())).status_code == 429
        town.clock.advance(minutes=10)
        await fills(browser, tax.question())
    kept = await town.world.database.reader.all("SELECT pending_id FROM pending_request")
    assert len(kept) == 2 * PLACES + 3


async def test_another_network_has_places_of_its_own(town: Town) -> None:
    tax = await town.service()
    async with from_network(town, "192.0.2.7") as mine, from_network(town, "198.51.100.7") as other:
        await fills(mine, tax.question())
        assert (await mine.get("/authorize", params=tax.question())).status_code == 429
        assert (await other.get("/authorize", params=tax.question())).status_code == 303


async def test_whoever_signs_in_gives_the_place_back(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        for _ in range(2 * PLACES):
            assert "code" in answer_of(await town.sign_in(browser, tax.question(prompt="login")))
        await fills(browser, tax.question(prompt="login"))


async def test_a_live_session_needs_no_place(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser, town.browser() as stranger:
        await town.code(browser, tax.question())
        await fills(stranger, tax.question())
        assert (await stranger.get("/authorize", params=tax.question())).status_code == 429
        assert "code" in answer_of(await browser.get("/authorize", params=tax.question()))
