"""What happens to one gate leaves its person's others alone (`domain.md R11`)."""

import pytest

from tests.gate.counter_world import Counter
from tests.gate.owner_world import Owner, an_owner
from tests.gate.standing_world import ends, suspends
from ugyfelkapu.gate.actions.sessions.live_session import live_session

SIBLING = """
    INSERT INTO gate (gate_id, person_id, username, username_folded, email, language, standing, registered_level, registered_at)
    SELECT 'other', person_id, 'masikkapu', 'masikkapu', email, language, :standing, registered_level, registered_at
      FROM gate WHERE gate_id = :gate_id
"""
TOLD = "SELECT session_id FROM standing_change WHERE event = :event"


async def a_sibling(owner: Owner, standing: str) -> None:
    """The owner has another gate, too."""
    async with owner.world.database.transaction() as tx:
        await tx.execute(SIBLING, gate_id=await owner.gate_id(), standing=standing)


@pytest.mark.parametrize(("act", "event"), [(suspends, "gate_suspended"), (ends, "gate_ended")])
async def test_of_two_gates_the_sessions_of_one_are_told(counter: Counter, act: object, event: str) -> None:
    owner = await an_owner(counter)
    await owner.signs_in()
    session = await live_session(owner.world, owner.session)
    assert session is not None
    await a_sibling(owner, "active")
    assert callable(act)
    assert await act(owner)
    told = await counter.world.database.reader.all(TOLD, event=event)
    assert [row.text_or_none("session_id") for row in told] == [session.session_id]


async def test_with_the_last_gate_the_whole_person_is_told(counter: Counter) -> None:
    owner = await an_owner(counter)
    await owner.signs_in()
    await a_sibling(owner, "terminated")
    await ends(owner)
    told = await counter.world.database.reader.all(TOLD, event="gate_ended")
    assert [row.text_or_none("session_id") for row in told] == [None]
