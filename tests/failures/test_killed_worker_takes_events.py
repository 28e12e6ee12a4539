"""A worker killed while it takes events over: each has its effect once, and the feed goes on (`domain.md R10`)."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest

from tests.databases import new_postgres_database
from tests.failures.installation import PATIENCE_SECONDS, Installation, installed
from tests.failures.people import browser, signs_on, tax_account
from ugyfelkapu.demo.contract import Citizen
from ugyfelkapu.foundation.database import Reader

KILLED_AFTER_SECONDS = (0.3, 0.9, 1.5, 2.1)
"""From the worker's start: amid its first turns at the feeds, each time somewhere else."""

NAMES = 12
"""How often a name changes: each change is an event of its own."""


@pytest.fixture(params=["sqlite", "postgres"])
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation of its own for each test, since people die in it."""
    gate_database, broker_database = None, None
    if request.param == "postgres":
        cluster = request.getfixturevalue("postgres_cluster")
        gate_database, broker_database = (asyncio.run(new_postgres_database(cluster)) for _ in range(2))
    folder = tmp_path_factory.mktemp("town") / "town"
    with installed(folder, gate_database=gate_database, broker_database=broker_database) as installation:
        installation.start("site")
        yield installation


async def test_each_event_counts_once_though_the_worker_is_killed_again_and_again(town: Installation) -> None:
    citizens = [citizen for citizen in town.accounts.citizens if citizen.register == "szl"]
    for number in range(NAMES):
        happens(town, citizens[number % len(citizens)], "name_changed", family_name=f"Új{number}")
    for seconds in KILLED_AFTER_SECONDS:
        town.start("worker")
        await asyncio.sleep(seconds)
        town.kill("worker")
    town.start("worker")
    async with town.gate_database() as database:
        await until_settled(database.reader, NAMES)
        settled = await number_of(database.reader, "SELECT count(*) AS number FROM register_event WHERE settled_at IS NULL")
        entries = await number_of(
            database.reader, "SELECT count(*) AS number FROM journal WHERE activity = 'take_over_from_register'"
        )
        names = await database.reader.all("SELECT family_name FROM person WHERE family_name LIKE 'Új%'")
    assert settled == 0
    assert entries == NAMES
    assert {name.text("family_name") for name in names} == {f"Új{NAMES - 1 - back}" for back in range(len(citizens))}
    town.kill("worker")
    await town.require_whole()


async def test_after_a_death_no_token_of_theirs_is_answered_any_more(town: Installation) -> None:
    citizen = next(citizen for citizen in town.accounts.citizens if citizen.totp_secret is None)
    service = tax_account(town)
    async with browser(town.site, patience_seconds=PATIENCE_SECONDS) as client:
        tokens = (await service.redeems(client, await signs_on(client, citizen, service))).json()
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        assert (await client.get("/userinfo", headers=bearer)).status_code == 200
        happens(town, citizen, "died")
        town.start("worker")
        await _until_refused(client, bearer)
    town.kill("worker")
    await town.require_whole()


def happens(town: Installation, citizen: Citizen, kind: str, **more: str) -> None:
    """The register's own office writes something down."""
    key = town.folder.registers_token.read_text(encoding="ascii").strip()
    answer = httpx.post(
        f"http://127.0.0.1:{town.addresses.ports['registers']}/v1/{citizen.register}/events",
        json={"kind": kind, "document_type": citizen.document_type, "document_number": citizen.document_number, **more},
        headers={"Authorization": f"Bearer {key}"},
        timeout=PATIENCE_SECONDS,
    )
    assert answer.status_code == 201, answer.text


async def _until_refused(client: httpx.AsyncClient, bearer: dict[str, str]) -> None:
    """The token is good for nothing, once the worker has heard."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            answer = await client.get("/userinfo", headers=bearer)
            if answer.status_code == 401:
                return
            await asyncio.sleep(0.2)


async def until_settled(reader: Reader, many: int) -> None:
    count = "SELECT count(*) AS number FROM register_event WHERE settled_at IS NOT NULL"
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            if await number_of(reader, count) >= many:
                return
            await asyncio.sleep(0.2)


async def number_of(reader: Reader, statement: str) -> int:
    return (await reader.one(statement)).number("number")
