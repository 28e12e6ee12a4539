"""What is past its time leaves the database, and what is not stays."""

from tests.gate.counter_world import Counter
from tests.gate.owner_world import an_owner
from ugyfelkapu.gate.actions.check_invariants import check_invariants
from ugyfelkapu.gate.actions.identify import GateIdentification
from ugyfelkapu.gate.actions.purge_expired import purge_expired
from ugyfelkapu.gate.actions.sign_out import sign_out
from ugyfelkapu.identification import AssuranceLevel, IdentificationRequest

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


async def _gaps(counter: Counter) -> int:
    rule = "changes of standing are numbered up to their count without a gap"
    return len([finding for finding in await check_invariants(counter.world) if finding.rule == rule])
