"""A counter on each database."""

import pytest

from tests.gate.counter_world import Counter, ListedRegisters, a_world, an_appointment
from tests.world import HandClock
from ugyfelkapu.foundation.database import Database
from ugyfelkapu.gate.ports import PasswordHasher


@pytest.fixture
async def counter(database: Database, clock: HandClock, password_pool: PasswordHasher) -> Counter:
    """A counter with one clerk."""
    registers = ListedRegisters()
    world = a_world(database, clock, registers, password_pool)
    appointed = await an_appointment(world, "szilagyi1")
    return Counter(world=world, clock=clock, registers=registers, clerk=appointed.clerk, secrets=appointed)
