"""What is past its time leaves the database, and what is not stays."""

import pytest

from tests.gate.counter_world import Counter
from tests.gate.owner_world import Owner, an_owner
from ugyfelkapu.gate.actions.sessions.identify import GateIdentification
from ugyfelkapu.gate.actions.sessions.live_session import live_session
from ugyfelkapu.gate.actions.sessions.sign_out import sign_out
from ugyfelkapu.gate.actions.upkeep import purge_expired as purging
from ugyfelkapu.gate.actions.upkeep.check_invariants import check_invariants
from ugyfelkapu.gate.actions.upkeep.purge_expired import purge_expired
from ugyfelkapu.identification import AssuranceLevel, IdentificationRequest, StandingEvent

TABLES = ("password_reset_code", "pending_sign_in", "identification", "gate_session")


async def test_each_thing_stays_as_long_as_it_is_good(counter: Counter) -> None:
    owner = await an_owner(counter)
    await owner.signs_in()
    await owner.forgets()
    await owner.enrols()
    await owner.tries()
    request = IdentificationRequest(
        level=AssuranceLevel.LOW, not_before=None, language="hu", return_url="http://localhost:8000/authorize/a/return"
    )
    await GateIdentification(owner.world).ask(request)
    assert await purge_expired(owner.world) == 0
    for span, left in (
        ({"minutes": 10}, {"password_reset_code", "identification", "gate_session"}),
        ({"hours": 1}, {"password_reset_code", "gate_session"}),
        ({"days": 5}, {"gate_session"}),
        ({"days": 90}, set()),
    ):
        owner.clock.advance(**span)
        await purge_expired(owner.world)
        assert {table for table in TABLES if await counter.rows(table)} == left


@pytest.mark.parametrize("use", ["idle", "old"])
async def test_the_broker_hears_once_of_a_session_whose_time_is_over(counter: Counter, use: str) -> None:
    owner = await an_owner(counter)
    cookie = (await owner.signs_in()).session
    session = await live_session(owner.world, cookie)
    assert session
    for _ in range(36 if use == "old" else 0):
        owner.clock.advance(minutes=19, seconds=50)
        assert await live_session(owner.world, cookie)
    owner.clock.advance(minutes=19, seconds=59)
    if use == "idle":
        await purge_expired(owner.world)
        assert await _heard(owner) == []
        owner.clock.advance(seconds=1)
    for _ in range(2):
        await purge_expired(owner.world)
        assert await _heard(owner) == [(StandingEvent.SESSION_ENDED, session.session_id)]


async def test_who_signs_out_before_is_told_of_no_second_time(counter: Counter) -> None:
    owner = await an_owner(counter)
    await owner.signs_in()
    await sign_out(owner.world, owner.session)
    owner.clock.advance(minutes=20)
    await purge_expired(owner.world)
    assert len(await _heard(owner)) == 1


async def test_many_sessions_that_are_over_end_by_and_by(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purging, "ENDED_AT_ONCE", 2)
    owner = await an_owner(counter)
    for _ in range(3):
        owner.session = ""
        await owner.signs_in()
    owner.clock.advance(minutes=20)
    for many in (2, 3, 3):
        await purge_expired(owner.world)
        assert len(await _heard(owner)) == many


async def test_what_was_purged_in_time_is_no_gap(counter: Counter) -> None:
    owner = await an_owner(counter)
    await owner.signs_in()
    await sign_out(owner.world, owner.session)
    assert await _gaps(counter) == 0
    owner.clock.advance(days=30)
    await purge_expired(owner.world)
    assert not await counter.rows("standing_change")
    assert await _gaps(counter) == 0


async def test_a_change_that_was_lost_is_a_gap(counter: Counter) -> None:
    owner = await an_owner(counter)
    for many in (1, 2):
        for _ in range(2):
            await owner.signs_in()
            await sign_out(owner.world, owner.session)
        async with owner.world.database.transaction() as tx:
            assert await tx.execute("DELETE FROM standing_change WHERE number = (SELECT max(number) FROM standing_change)")
        assert await _gaps(counter) == 1, many


async def _heard(owner: Owner) -> list[tuple[StandingEvent, str | None]]:
    changes = await GateIdentification(owner.world).changes_after(0, limit=10)
    return [(change.event, change.session_handle) for change in changes]


async def _gaps(counter: Counter) -> int:
    rule = "changes of standing are numbered up to their count without a gap"
    return len([finding for finding in await check_invariants(counter.world) if finding.rule == rule])
