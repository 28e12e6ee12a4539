"""What happens to one gate leaves its person's others alone (`domain.md R11`)."""

from asyncio import gather

import pytest

from tests.gate.counter_world import Counter
from tests.gate.owner_world import Owner, a_registered_owner, an_owner
from tests.gate.standing_world import ends, suspends
from ugyfelkapu.foundation.database import Row
from ugyfelkapu.gate.actions.sessions.live_session import live_session
from ugyfelkapu.gate.actions.standing.delete_unactivated import delete_unactivated

SIBLING = """
    INSERT INTO gate (gate_id, person_id, username, username_folded, email, language, standing, registered_level, registered_at)
    SELECT :other, person_id, :name, :name, email, language, :standing, registered_level, registered_at
      FROM gate WHERE gate_id = :gate_id
"""
TOLD = "SELECT session_id FROM standing_change WHERE event = :event"


async def a_sibling(owner: Owner, standing: str, *, gate_id: str = "kapu") -> None:
    """The owner has another gate, too."""
    async with owner.world.database.transaction() as tx:
        await tx.execute(SIBLING, gate_id=await owner.gate_id(), other=gate_id, name=f"masik{gate_id}", standing=standing)


async def whole_people(counter: Counter) -> list[Row]:
    """Of whom the broker was told that they have no gate any more."""
    return await counter.world.database.reader.all(f"{TOLD} AND session_id IS NULL", event="gate_ended")


async def an_unactivated_stranger_is_deleted(counter: Counter) -> None:
    """Somebody who never had another gate, so that the broker has never heard of them."""
    await a_registered_owner(counter, "sosemjott", number="773456AB")
    counter.clock.advance(days=61)
    assert await delete_unactivated(counter.world) == 1


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


async def test_of_two_gates_that_end_at_the_same_time_the_second_is_told_as_the_last(counter: Counter) -> None:
    for number in range(20):
        owner = await an_owner(counter, f"elso{number}tag", number=f"{number + 10}3456AB")
        await a_sibling(owner, "active", gate_id=f"other{number}")
        await gather(ends(owner), ends(Owner(counter=counter, username=f"masikother{number}")))
        assert len(await whole_people(counter)) == number + 1


async def test_a_gate_deleted_before_it_was_activated_ends_a_person_whose_others_have_ended(counter: Counter) -> None:
    owner = await an_owner(counter)
    await a_sibling(owner, "registered")
    await ends(owner)
    assert not await whole_people(counter)
    counter.clock.advance(days=61)
    assert await delete_unactivated(counter.world) == 1
    assert len(await whole_people(counter)) == 1
    await an_unactivated_stranger_is_deleted(counter)
    assert len(await whole_people(counter)) == 1


async def test_with_the_last_gate_the_whole_person_is_told(counter: Counter) -> None:
    owner = await an_owner(counter)
    await owner.signs_in()
    await a_sibling(owner, "terminated")
    await ends(owner)
    told = await counter.world.database.reader.all(TOLD, event="gate_ended")
    assert [row.text_or_none("session_id") for row in told] == [None]
