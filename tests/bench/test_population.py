"""The loader that fills a gate with a country's people: whole, distinct, and going on where it was."""

from dataclasses import replace
from pathlib import Path

import asyncpg

from bench.hot_paths import PATHS, NoHashing
from bench.installation import furnished_on
from bench.population import populate, resident
from tests.databases import new_postgres_database
from ugyfelkapu.app import opened
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import sign_ins


async def test_residents_are_copies_that_can_do_all_that_is_measured(postgres_cluster: str, tmp_path: Path) -> None:
    gate, broker = [await new_postgres_database(postgres_cluster) for _ in range(2)]
    settings, account = await furnished_on(tmp_path / "installation", gate=gate, broker=broker)
    async with opened(settings) as house:
        world = replace(house.gate, hasher=NoHashing())
        pattern = await sign_ins.find_account(world.database.reader, account.username, device=None)
        assert pattern
        await PATHS["a sign-in but for its hash"](world, replace(resident(1), username=account.username, device=account.device))
        said: list[str] = []
        for gates in (2, 5):  # interrupted after two, and taken up again
            await populate(gate, pattern=pattern.gate_id, gates=gates, say=said.append)
        assert "5 of 5" in said[-1]
        assert await _count(gate) == 6
        for number in range(1, 6):
            await _does_everything(world, number)


async def _does_everything(world: GateWorld, number: int) -> None:
    for path in PATHS.values():
        await path(world, resident(number))


async def _count(url: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        number: int = await connection.fetchval("SELECT COUNT(*) FROM gate JOIN person USING (person_id)")
        return number
    finally:
        await connection.close()
