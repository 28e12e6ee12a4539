"""What cannot be with fees and payments is found when it is (`ugyfelkapu check`)."""

import pytest

from tests.gate.counter_world import Counter
from tests.gate.payment_world import PayingTown, a_paying_town
from ugyfelkapu.gate.actions.upkeep.check_invariants import check_invariants

DAMAGE = {
    "DELETE FROM payment": "a gate with a fee was opened by a payment of exactly that",
    "UPDATE payment SET amount_forints = 1": "a gate with a fee was opened by a payment of exactly that",
    "DELETE FROM fee_decision WHERE application_id IS NOT NULL": "a payment that was used paid for a gate with a fee",
    "UPDATE fee_decision SET gate_id = NULL WHERE application_id IS NOT NULL": "a further gate has a decision about its fee",
    "UPDATE payment SET gate_id = NULL, paid_at = '2026-11-20T00:00:00+00:00'": (
        "money that was paid has opened a gate or is on its way back, after its time"
    ),
    "UPDATE payment SET gate_id = NULL, way = 'cash'": "money taken at a counter stands in the till's book as it was taken",
    "UPDATE payment SET gate_id = NULL, way = 'cash', paid_at = '2026-11-20T00:00:00+00:00'": (
        "money taken at a counter that opened nothing is handed back soon"
    ),
}


@pytest.fixture
async def town(counter: Counter) -> PayingTown:
    paying = a_paying_town(counter)
    await paying.decides(await paying.must_pay())
    assert not await check_invariants(paying.counter.world)
    return paying


@pytest.mark.parametrize(("damage", "rule"), DAMAGE.items())
async def test_each_broken_rule_of_the_fee_is_named(town: PayingTown, damage: str, rule: str) -> None:
    async with town.counter.world.database.transaction() as tx:
        await tx.execute(damage)
    assert rule in {finding.rule for finding in await check_invariants(town.counter.world)}
