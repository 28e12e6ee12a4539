"""After a standstill of the worker much has run out: it is marked in batches, and what hung on a session goes with it."""

from itertools import pairwise

import pytest

from tests.broker.town import Town
from ugyfelkapu.broker.actions.purge_expired import purge_expired
from ugyfelkapu.broker.domain.session import SessionId
from ugyfelkapu.broker.store import expired, sessions
from ugyfelkapu.foundation import throttle

_OF_A_SESSION = "SELECT count(*) AS families FROM family"
_LAPSED = "SELECT count(*) AS families FROM family WHERE expires_at < '1971-01-01'"


async def _count(town: Town, sql: str) -> int:
    return (await town.world.database.reader.one(sql)).number("families")


async def test_families_that_ran_out_are_marked_a_batch_at_a_time(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expired, "LAPSED", 2)
    tax = await town.service()
    async with town.browser() as browser:
        for _ in range(3):
            await town.tokens(browser, tax)
    town.clock.advance(minutes=6)
    counts = []
    while await purge_expired(town.world):
        counts.append(await _count(town, _LAPSED))
    assert counts == [2, 3]
    assert await _count(town, _OF_A_SESSION) == 3  # the session lives, and says that somebody is signed on there


async def test_budgets_of_strangers_are_forgotten_a_batch_at_a_time(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "FORGOTTEN_AT_ONCE", 2)
    tax = await town.service()
    for _ in range(5):
        town.clock.advance(hours=1)
        async with town.browser() as browser:
            await browser.get("/authorize", params=tax.question())
    counts = [await _count(town, "SELECT count(*) AS families FROM throttle")]
    assert counts[0] > 2
    town.clock.advance(days=2)
    while await purge_expired(town.world):
        counts.append(await _count(town, "SELECT count(*) AS families FROM throttle"))
    assert counts[-1] == 0
    assert all(before - after <= 2 for before, after in pairwise(counts))


async def test_what_hung_on_an_ended_session_goes_and_what_hangs_on_another_stays(town: Town) -> None:
    tax = await town.service()
    for many in (1, 2, 3):  # a browser and so a session each
        async with town.browser() as browser:
            for _ in range(many):
                await town.tokens(browser, tax)
    held = await town.world.database.reader.all(
        "SELECT session_id, count(*) AS families FROM family GROUP BY session_id ORDER BY families LIMIT 9"
    )
    assert [row.number("families") for row in held] == [1, 2, 3]
    for position, left in ((1, 4), (0, 3), (2, 0)):
        async with town.world.database.transaction() as tx:
            await sessions.end(tx, SessionId(held[position].text("session_id")), now=town.clock.now())
        while await purge_expired(town.world):
            pass
        assert await _count(town, _OF_A_SESSION) == left
    assert await purge_expired(town.world) == 0  # nothing is there at all
