"""The gate's answer says up to which change it holds, so that the broker misses none (`identification.py`)."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.gate.counter_world import Counter, ListedRegisters, a_world, an_appointment
from tests.gate.owner_world import Owner, an_owner
from tests.world import HandClock
from ugyfelkapu.foundation.database import Database
from ugyfelkapu.gate.actions.sessions.begin_session import SignedIn
from ugyfelkapu.gate.actions.sessions.identify import GateIdentification
from ugyfelkapu.gate.ports import PasswordHasher
from ugyfelkapu.identification import AssuranceLevel, IdentificationRequest, Identified, Ticket


@pytest.fixture
def migrated_packages() -> tuple[str, ...]:
    """The gate's own tables: its side of the door is looked at here."""
    return ("ugyfelkapu.gate.store",)


@pytest.fixture
async def owner(database: Database, clock: HandClock, password_pool: PasswordHasher) -> Owner:
    """Somebody with an active gate."""
    registers = ListedRegisters()
    world = a_world(database, clock, registers, password_pool)
    appointed = await an_appointment(world, "szilagyi1")
    return await an_owner(Counter(world=world, clock=clock, registers=registers, clerk=appointed.clerk, secrets=appointed))


async def identified(door: GateIdentification, owner: Owner) -> Identified:
    asked = await door.ask(
        IdentificationRequest(level=AssuranceLevel.LOW, not_before=None, language="hu", return_url="http://localhost/return")
    )
    outcome = await owner.tries(identification_id=asked.identification_id)
    assert isinstance(outcome, SignedIn)
    ticket = parse_qs(urlsplit(outcome.return_url or "").query)["ticket"][0]
    answer = await door.redeem(asked.identification_id, Ticket(ticket))
    assert isinstance(answer, Identified)
    return answer


async def test_an_answer_holds_up_to_the_last_change_before_it(owner: Owner) -> None:
    door = GateIdentification(owner.world)
    first = await identified(door, owner)
    await door.end(first.session_handle)
    (change,) = await door.changes_after(first.as_of, limit=10)
    assert change.session_handle == first.session_handle
    assert (await identified(door, owner)).as_of == change.number
