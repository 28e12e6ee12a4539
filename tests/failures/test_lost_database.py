"""The database goes away under a running site, or hangs: 503, never a hang, and all is well when it is back (`security.md`)."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests import postgres
from tests.databases import new_postgres_database
from tests.failures.installation import Installation, installed
from tests.failures.people import browser, signs_in, tax_account, token_of

SERVED_ALWAYS = ("/", "/questions", "/.well-known/openid-configuration", "/jwks", "/health/live", "/sign-in")


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """A cluster that belongs to this file alone, since it is stopped; one that writes what it says it wrote."""
    with postgres.cluster() as url:
        with _killed(url):
            pass
        yield url


@pytest.fixture(scope="module")
def lost_town(cluster: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation on that cluster with the site running."""
    gate, broker = (asyncio.run(new_postgres_database(cluster)) for _ in range(2))
    folder = tmp_path_factory.mktemp("lost") / "town"
    with installed(folder, gate_database=gate, broker_database=broker) as town:
        town.start("site")
        yield town


async def test_a_database_that_was_killed_is_told_as_an_outage_and_is_back_at_once(
    lost_town: Installation, cluster: str
) -> None:
    town, citizen = lost_town, lost_town.accounts.citizens[0]
    async with browser(town.site) as client:
        assert (await signs_in(client, citizen)).headers["Location"] == "/own"
        token = await token_of(client, "/activate")
        with _killed(cluster):
            await _require_outage(client, town, token=token)
        await asyncio.to_thread(town.wait_for, "site")
        assert 'data-page="own"' in (await client.get("/own")).text, "who was signed in still is"
    async with browser(town.site) as client:
        assert (await signs_in(client, citizen)).headers["Location"] == "/own"
    await town.require_whole()


async def test_a_database_that_hangs_is_told_as_an_outage(lost_town: Installation, cluster: str) -> None:
    town, citizen = lost_town, lost_town.accounts.citizens[2]
    async with browser(town.site) as client:
        assert (await signs_in(client, citizen)).headers["Location"] == "/own"
        token = await token_of(client, "/activate")
        with _frozen(cluster):
            await _require_outage(client, town, token=token)
        await asyncio.to_thread(town.wait_for, "site")
        assert 'data-page="own"' in (await client.get("/own")).text
    await town.require_whole()


async def test_requests_in_the_middle_of_it_are_answered_too(lost_town: Installation, cluster: str) -> None:
    town, service = lost_town, tax_account(lost_town)

    async def asks(client: httpx.AsyncClient) -> set[int]:
        return {(await client.get("/authorize", params=service.question())).status_code for _ in range(40)}

    async with browser(town.site) as client:
        asking = [asyncio.create_task(asks(client)) for _ in range(8)]
        await asyncio.sleep(0.1)
        with _killed(cluster):
            seen = await asyncio.gather(*asking)
        assert set().union(*seen) <= {303, 503}
        await asyncio.to_thread(town.wait_for, "site")
        answer = await client.get("/authorize", params=service.question(prompt="none"))
        assert parse_qs(urlsplit(answer.headers["Location"]).query)["error"] == ["login_required"]


async def _require_outage(client: httpx.AsyncClient, town: Installation, *, token: str) -> None:
    """What needs the database is refused, many at once; what does not is served."""
    citizen = town.accounts.citizens[1]
    form = {"csrf_token": token, "username": citizen.username, "password": citizen.password}
    asked = [client.get("/own") for _ in range(12)]
    asked += [client.get("/services"), client.get("/authorize", params=tax_account(town).question())]
    asked += [client.get("/health/ready")]
    for answer in await asyncio.gather(*asked):
        assert answer.status_code == 503, f"{answer.request.url}: {answer.status_code}"
        assert answer.headers["Retry-After"]
        if answer.request.url.path != "/health/ready":
            assert 'role="alert"' in answer.text
    assert (await client.post("/sign-in", data=form)).status_code == 503
    for path in SERVED_ALWAYS:
        async with browser(town.site) as stranger:
            assert (await stranger.get(path)).status_code == 200, path


@contextmanager
def _killed(cluster: str) -> Iterator[None]:
    """The cluster is gone within the block."""
    data = _data(cluster)
    postgres._run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
    try:
        yield
    finally:
        settings = (*postgres._SETTINGS, "synchronous_commit=on", f"unix_socket_directories={data.parent}")
        options = " ".join(f"-c {setting}" for setting in settings)
        postgres._run("pg_ctl", "-D", str(data), "-w", "-o", options, "-l", str(data.parent / "log"), "start")


@contextmanager
def _frozen(cluster: str) -> Iterator[None]:
    """Every process of the cluster stands still within the block: connections open, and nobody answers."""
    parent = int((_data(cluster) / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])
    stopped = [parent, *_children(parent)]
    for process in stopped:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in reversed(stopped):
            os.kill(process, signal.SIGCONT)


def _children(parent: int) -> list[int]:
    """The processes that a process started (proc(5))."""
    return [int(word) for word in Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()]


def _data(cluster: str) -> Path:
    return Path(cluster.partition("host=")[2]) / "data"
