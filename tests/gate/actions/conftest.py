"""A counter on each database."""

from collections.abc import Iterator

import pytest

from tests.gate.counter_world import Counter, ListedRegisters, a_world, an_appointment
from tests.world import HandClock
from ugyfelkapu.adapters.passwords import PasswordPool
from ugyfelkapu.foundation.database import Database


@pytest.fixture(scope="session")
def password_pool() -> Iterator[PasswordPool]:
    """Real hashing on one thread."""
    pool = PasswordPool(threads=1)
    yield pool
    pool.close()


@pytest.fixture
async def counter(database: Database, clock: HandClock, password_pool: PasswordPool) -> Counter:
    """A counter with one clerk."""
    registers = ListedRegisters()
    world = a_world(database, clock, registers, password_pool)
    appointed = await an_appointment(world, "szilagyi1")
    return Counter(world=world, clock=clock, registers=registers, clerk=appointed.clerk, secrets=appointed)
