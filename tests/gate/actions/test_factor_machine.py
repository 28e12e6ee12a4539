"""Second factors and single-use codes in any order, on both databases (`domain.md R16`)."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.databases import new_postgres_database
from tests.gate.actions.factor_hand import Hand
from tests.gate.actions.factor_machine import FactorMachine
from tests.gate.counter_world import Counter, ListedRegisters, a_world, an_appointment
from tests.gate.owner_world import Owner
from tests.world import HandClock
from ugyfelkapu.foundation.database import Database
from ugyfelkapu.foundation.database.migrations import migrate
from ugyfelkapu.foundation.database.postgres import PostgresDatabase
from ugyfelkapu.foundation.database.sqlite import SqliteDatabase
from ugyfelkapu.gate.ports import PasswordHasher

SETTINGS = settings(
    max_examples=10,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """One event loop for all examples: a database's connections belong to it."""
    with asyncio.Runner() as found:
        yield found


@pytest.fixture(params=["sqlite", "postgres"])
def kept(request: pytest.FixtureRequest, tmp_path: Path, runner: asyncio.Runner) -> Iterator[Database]:
    """A database of each kind for all examples; each has an owner of its own."""
    if request.param == "sqlite":
        opened: SqliteDatabase | PostgresDatabase = SqliteDatabase(tmp_path / "machine.db")
    else:
        cluster = request.getfixturevalue("postgres_cluster")
        opened = PostgresDatabase(runner.run(new_postgres_database(cluster)))
    runner.run(migrate(opened, "ugyfelkapu.gate.store"))
    yield opened
    runner.run(opened.close())


def test_factors_hold_what_they_promise_in_any_order(
    kept: Database, clock: HandClock, password_pool: PasswordHasher, runner: asyncio.Runner
) -> None:
    registers = ListedRegisters()
    world = a_world(kept, clock, registers, password_pool)
    appointed = runner.run(an_appointment(world, "szilagyi1"))
    counter = Counter(world=world, clock=clock, registers=registers, clerk=appointed.clerk, secrets=appointed)
    first = Hand(counter=counter, owner=Owner(counter=counter))
    machine = type("Machine", (FactorMachine,), {"runner": runner, "hands": [first]})
    run_state_machine_as_test(machine, settings=SETTINGS)
