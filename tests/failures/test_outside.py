"""What is outside breaks: mail server, worker, state registers, the disk (`security.md`, faults)."""

import asyncio
import resource
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count

import pytest

from tests.failures.installation import PATIENCE_SECONDS, Installation
from tests.failures.mail_server import mail_server
from tests.failures.people import ClerkAtDesk, browser, clerk_at_desk, email_of, newcomers, signs_in, token_of
from ugyfelkapu.demo.contract import Unregistered

NUMBERS = count(1)
_DUE_AGAIN = "UPDATE outbox SET due_at = created_at WHERE due_at IS NOT NULL"
_TRIED = "SELECT mail_id FROM outbox WHERE recipient = :recipient AND last_error <> ''"
_KEPT = "SELECT count(*) AS many FROM {table}"


@pytest.fixture(scope="module")
def waiting(sqlite_town: Installation) -> Iterator[Unregistered]:
    """Newcomers, each once."""
    return iter(newcomers(sqlite_town))


@pytest.fixture(scope="module")
def cookies(sqlite_town: Installation) -> list[tuple[str, str]]:
    """The clerk's cookies: a clerk signs in once, since the authenticator's code works once."""

    async def signed_in() -> list[tuple[str, str]]:
        async with browser(sqlite_town.site, patience_seconds=PATIENCE_SECONDS) as client:
            await clerk_at_desk(sqlite_town, client)
            return [(cookie.name, cookie.value or "") for cookie in client.cookies.jar]

    return asyncio.run(signed_in())


@pytest.fixture
async def desk(sqlite_town: Installation, cookies: list[tuple[str, str]]) -> AsyncIterator[ClerkAtDesk]:
    """The clerk's desk."""
    async with browser(sqlite_town.site, patience_seconds=PATIENCE_SECONDS) as client:
        client.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies)
        yield ClerkAtDesk(client=client, token=await token_of(client, "/counter/register"))


async def test_a_mail_goes_out_later_when_the_mail_server_is_down(
    sqlite_town: Installation, desk: ClerkAtDesk, waiting: Iterator[Unregistered]
) -> None:
    town, username = sqlite_town, f"keses{next(NUMBERS):03d}"
    town.start("worker")
    try:
        assert await desk.registers(next(waiting), username), "the page is the same without a mail server"
        await _tried(town, username)
        async with mail_server(town.addresses.ports["smtp"]) as deliveries:
            await _time_passes(town)
            names = await deliveries.came_to(email_of(username))
        assert len(names) == 1
    finally:
        town.kill("worker")
    await town.require_whole()


async def test_a_mail_goes_out_although_the_worker_is_killed_while_sending(
    sqlite_town: Installation, desk: ClerkAtDesk, waiting: Iterator[Unregistered]
) -> None:
    town, username = sqlite_town, f"megszakadt{next(NUMBERS):03d}"
    assert await desk.registers(next(waiting), username)
    async with mail_server(town.addresses.ports["smtp"]) as deliveries:
        deliveries.answering.clear()
        town.start("worker")
        await asyncio.wait_for(deliveries.begun.wait(), PATIENCE_SECONDS)
        town.kill("worker")
        deliveries.answering.set()
        await _time_passes(town)  # the dead worker's lease runs out
        town.start("worker")
        town.start("worker", as_name="second worker")
        try:
            names = await deliveries.came_to(email_of(username))
        finally:
            town.kill("worker")
            town.kill("second worker")
    assert len(set(names)) == 1, "the same mail, whenever it comes"
    assert not deliveries.overlapping
    await town.require_whole()


async def test_two_workers_send_each_mail_once(
    sqlite_town: Installation, desk: ClerkAtDesk, waiting: Iterator[Unregistered]
) -> None:
    town = sqlite_town
    usernames = [f"paros{next(NUMBERS):03d}" for _ in range(6)]
    for username in usernames:
        assert await desk.registers(next(waiting), username)
    async with mail_server(town.addresses.ports["smtp"]) as deliveries:
        await _time_passes(town)
        town.start("worker")
        town.start("worker", as_name="second worker")
        try:
            names = [await deliveries.came_to(email_of(username)) for username in usernames]
        finally:
            town.kill("worker")
            town.kill("second worker")
    assert [len(found) for found in names] == [1] * len(usernames)
    assert not deliveries.overlapping


async def test_without_the_registers_a_registration_says_so_and_leaves_nothing_half_done(
    sqlite_town: Installation, desk: ClerkAtDesk, waiting: Iterator[Unregistered]
) -> None:
    town, person = sqlite_town, next(waiting)
    before = await _counts(town)
    town.kill("registers")
    try:
        refused = await desk.opens(person)
        assert refused.status_code == 200
        assert 'role="alert"' in refused.text
        assert person.document_number in refused.text, "what was typed is still there"
        assert await _counts(town) == before
        async with browser(town.site, patience_seconds=PATIENCE_SECONDS) as client:
            assert (await signs_in(client, town.accounts.citizens[0])).headers["Location"] == "/own"
    finally:
        await asyncio.to_thread(town.start, "registers")
    assert await desk.registers(person, f"ujra{next(NUMBERS):03d}")
    await town.require_whole()


async def test_on_a_full_disk_nothing_happens_unlogged_and_all_goes_on_when_there_is_room(
    sqlite_town: Installation, desk: ClerkAtDesk, waiting: Iterator[Unregistered]
) -> None:
    town, person = sqlite_town, next(waiting)
    citizen = town.accounts.citizens[2]
    before = await _counts(town)
    async with browser(town.site, patience_seconds=PATIENCE_SECONDS) as client:
        token = await token_of(client, "/sign-in")
        form = {"csrf_token": token, "username": citizen.username, "password": citizen.password}
        with _full_disk(town):
            answers = [await desk.opens(person), await client.post("/sign-in", data=form)]
            for answer in answers:
                assert answer.status_code == 503, answer.text
                assert answer.headers["Retry-After"]
                assert 'data-page="error"' in answer.text
            assert (await client.get("/")).status_code == 200
            assert (await client.get("/jwks")).status_code == 200
        assert await _counts(town) == before
        assert (await client.post("/sign-in", data=form)).headers.get("Location") == "/own"
    assert await desk.registers(person, f"hely{next(NUMBERS):03d}")
    await town.require_whole()


DUE_AND_SENT = """
    INSERT INTO outbox (mail_id, recipient, subject, text_body, html_body, created_at, due_at, sent_at)
    VALUES ('due and sent', '', '', '', '', :some_day, :some_day, :some_day)
"""


async def test_the_command_names_each_broken_rule_in_a_line_and_ends_with_2(sqlite_town: Installation) -> None:
    whole = await asyncio.to_thread(sqlite_town.command, "check")
    async with sqlite_town.gate_database() as database:
        async with database.transaction() as tx:
            await tx.execute(DUE_AND_SENT, some_day=datetime(2100, 1, 1, tzinfo=UTC))
        broken = await asyncio.to_thread(sqlite_town.command, "check")
        async with database.transaction() as tx:
            await tx.execute("DELETE FROM outbox WHERE mail_id = 'due and sent'")
    assert whole.returncode == 0, whole.stdout + whole.stderr
    assert broken.returncode == 2, broken.stdout + broken.stderr
    assert "gate: broken: a mail is due, sent or dead after its last try, and only one of these" in broken.stdout


@contextmanager
def _full_disk(town: Installation) -> Iterator[None]:
    """No file of the site's may grow any more."""
    process = town.running["site"].pid
    former = resource.prlimit(process, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        resource.prlimit(process, resource.RLIMIT_FSIZE, former)


async def _counts(town: Installation) -> list[int]:
    """How much there is of everything a registration or a sign-in leaves."""
    tables = ("person", "gate", "counter_case", "registration_receipt", "activation_code", "gate_session", "outbox", "device")
    async with town.gate_database() as database:
        return [(await database.reader.one(_KEPT.format(table=table))).number("many") for table in tables]


async def _tried(town: Installation, username: str) -> None:
    """Wait until the worker has tried to send the mail."""
    async with town.gate_database() as database:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if await database.reader.one_or_none(_TRIED, recipient=email_of(username)):
                return
            await asyncio.sleep(0.05)
    raise TimeoutError(town.log("worker"))


async def _time_passes(town: Installation) -> None:
    """Every lease and every wait of the outbox runs out."""
    async with town.gate_database() as database, database.transaction() as tx:
        await tx.execute(_DUE_AGAIN)
