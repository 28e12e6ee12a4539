"""What is past its time leaves the database, and what is not stays."""

from tests.gate.counter_world import Counter
from tests.gate.owner_world import an_owner
from ugyfelkapu.gate.actions.identify import GateIdentification
from ugyfelkapu.gate.actions.purge_expired import purge_expired
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
