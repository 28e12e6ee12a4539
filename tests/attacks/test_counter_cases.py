"""A clerk reaches a gate through a case of their own and by no other way: ids swapped, steps left out, forms sent again."""

import asyncio
import re
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.routing import Router

from tests.gate.counter_world import Counter, ListedRegisters, a_person, a_world, an_appointment
from tests.gate.web.counter.conftest import ADDRESS, Browser
from tests.world import CountedEntropy, HandClock
from ugyfelkapu.foundation.database import Database
from ugyfelkapu.foundation.page import Pages
from ugyfelkapu.foundation.page.shell import site
from ugyfelkapu.gate.ports import PasswordHasher
from ugyfelkapu.gate.web.counter.room import CounterRoom
from ugyfelkapu.gate.web.counter.routes import routes

PERSON = a_person()


@pytest.fixture
async def clerk(
    sqlite_wings: tuple[Database, Database], clock: HandClock, password_pool: PasswordHasher
) -> AsyncIterator[Browser]:
    """A clerk who has signed in; one person has a gate."""
    registers = ListedRegisters()
    world = a_world(sqlite_wings[0], clock, registers, password_pool)
    appointed = await an_appointment(world, "szilagyi1")
    counter = Counter(world=world, clock=clock, registers=registers, clerk=appointed.clerk, secrets=appointed)
    await counter.registers_person(PERSON)
    pages = Pages.of(["ugyfelkapu.gate.web.counter"], public_url=ADDRESS, entropy=CountedEntropy())
    application = site(Router(routes=routes(CounterRoom(world=world, pages=pages))), pages=pages, clock=clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=application), base_url=ADDRESS) as client:
        browser = Browser(client=client, counter=counter)
        await browser.sign_in()
        yield browser


async def case_of(clerk: Browser) -> str:
    return (await clerk.look_up(PERSON)).headers["location"]


async def gate_of(clerk: Browser) -> str:
    return (await clerk.counter.rows("gate"))[0].text("gate_id")


async def mails(clerk: Browser) -> int:
    return len(await clerk.counter.rows("outbox"))


async def test_the_confirmation_cannot_be_skipped(clerk: Browser) -> None:
    case, before = await case_of(clerk), await mails(clerk)
    for service in ("reset_password", "print_code"):
        answer = await clerk.send(f"{case}/gates/{await gate_of(clerk)}/{service}", reason="forgotten")
        assert answer.headers.get("location", case) == case
    await clerk.send(f"{case}/gates/{await gate_of(clerk)}/print_code", reason="no_mail")
    assert await mails(clerk) == before
    assert await clerk.counter.rows("printed_code") == []


async def test_a_gate_in_the_address_that_is_not_the_cases_is_no_gate(clerk: Browser) -> None:
    case = await case_of(clerk)
    await clerk.send(f"{case}/confirm", data_match="yes", face_match="yes")
    other = a_person("Tóth", number="654321BA", born=PERSON.identity.birth_date.replace(year=1991, day=28))
    await clerk.counter.registers_person(other, "masvalaki1")
    foreign = next(row.text("gate_id") for row in await clerk.counter.rows("gate") if row.text("username") == "masvalaki1")
    before = await mails(clerk)
    answer = await clerk.send(f"{case}/gates/{foreign}/reset_password", reason="forgotten")
    assert answer.status_code == 404
    assert await mails(clerk) == before


async def test_of_twenty_presses_of_the_printer_one_gets_the_paper(clerk: Browser) -> None:
    case, gate = await case_of(clerk), await gate_of(clerk)
    await clerk.send(f"{case}/confirm", data_match="yes", face_match="yes")
    await clerk.send(f"{case}/gates/{gate}/print_code", reason="no_mail")
    page = await clerk.open(case)
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found
    paper = f"{case}/gates/{gate}/print_code/paper"
    presses = (clerk.client.post(paper, data={"csrf_token": found[1]}) for _ in range(20))
    statuses = sorted([answer.status_code for answer in await asyncio.gather(*presses)])
    assert statuses == [200] + [303] * 19


async def test_a_form_from_before_the_case_was_closed_does_nothing(clerk: Browser) -> None:
    case, gate = await case_of(clerk), await gate_of(clerk)
    await clerk.send(f"{case}/confirm", data_match="yes", face_match="yes")
    await clerk.send(f"{case}/close")
    before = await mails(clerk)
    for path in (f"gates/{gate}/reset_password", f"gates/{gate}/answer_correction", "confirm"):
        answer = await clerk.send(f"{case}/{path}", reason="forgotten", data_match="yes", face_match="yes")
        assert answer.status_code == 404
    assert await mails(clerk) == before


async def test_without_the_forms_token_nothing_happens(clerk: Browser) -> None:
    case, gate = await case_of(clerk), await gate_of(clerk)
    await clerk.send(f"{case}/confirm", data_match="yes", face_match="yes")
    for path in ("reset_password", "print_code/paper", "answer_correction"):
        answer = await clerk.client.post(f"{case}/gates/{gate}/{path}", data={"reason": "forgotten"})
        assert answer.status_code == 403
