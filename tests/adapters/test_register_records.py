"""Records and feeds over HTTP: what is concluded, and what an unreadable answer or event may not stop."""

import json
import socket
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.demo.loopback import running
from ugyfelkapu.adapters.state_registers import HttpStateRegisters, registers_client
from ugyfelkapu.demo.registers.look_ups import RegisterService
from ugyfelkapu.demo.registers.people import town
from ugyfelkapu.demo.registers.residents import Standing
from ugyfelkapu.gate.domain.identity import DocumentType, RecordReference, Register
from ugyfelkapu.gate.ports import (
    EventKind,
    EventPage,
    Found,
    Gone,
    Known,
    LookUp,
    RecordLookUp,
    RegisterEvent,
    Unavailable,
    UnreadableEvent,
)

TOKEN = "key-of-the-gate"
TOWN = town(5)
SOMEBODY = TOWN.people(Register.SZL, Standing.ORDINARY)[0]


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with registers_client() as client:
        yield client


@pytest.fixture
async def registers(client: httpx.AsyncClient) -> AsyncIterator[HttpStateRegisters]:
    async with running(RegisterService.of(TOWN, token=TOKEN).application()) as url:
        yield HttpStateRegisters(base_url=url, token=TOKEN, client=client)


async def happens(registers: HttpStateRegisters, kind: str, **more: str) -> None:
    reference = SOMEBODY.documents[0].reference
    body = {"kind": kind, "document_type": reference.document_type, "document_number": reference.document_number, **more}
    headers = {"Authorization": f"Bearer {TOKEN}"}
    answer = await registers.client.post(f"{registers.base_url}/v1/szl/events", json=body, headers=headers)
    assert answer.status_code == 201, answer.text


async def record_of_somebody(registers: HttpStateRegisters) -> RecordReference:
    question = LookUp(document=SOMEBODY.documents[0].reference, identity=SOMEBODY.identity, case_reference="case-1")
    found = await registers.look_up(question)
    assert isinstance(found, Found)
    return found.record


def asking(record: str) -> RecordLookUp:
    return RecordLookUp(
        register=Register.SZL,
        record=RecordReference(record),
        document_type=SOMEBODY.documents[0].reference.document_type,
        case_reference="event-1",
    )


async def test_what_happens_is_in_the_feed_and_in_the_record(registers: HttpStateRegisters) -> None:
    record = await record_of_somebody(registers)
    await happens(registers, "name_changed", family_name="Nagyné Új")
    page = await registers.events_after(Register.SZL, 0)
    assert page == EventPage(events=(RegisterEvent(number=1, kind=EventKind.NAME_CHANGED, record=record),), last=1)
    known = await registers.look_up_record(asking(record))
    assert isinstance(known, Known)
    assert known.person.identity.current_name.family_name == "Nagyné Új"
    assert await registers.events_after(Register.SZL, 1) == EventPage(events=(), last=1)


async def test_who_left_has_no_record_any_more(registers: HttpStateRegisters) -> None:
    record = await record_of_somebody(registers)
    await happens(registers, "left")
    assert await registers.look_up_record(asking(record)) == Gone(register=Register.SZL)
    assert await registers.look_up_record(asking("unknown")) == Gone(register=Register.SZL)


async def test_registers_that_are_down_leave_all_open(client: httpx.AsyncClient) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    registers = HttpStateRegisters(base_url=f"http://127.0.0.1:{port}", token=TOKEN, client=client)
    silent = Unavailable(register=Register.SZL, reason="ConnectError")
    assert await registers.events_after(Register.SZL, 0) == silent
    assert await registers.look_up_record(asking("r1")) == silent


@pytest.mark.parametrize(
    "page",
    [
        b"",
        b"<html>",
        b'{"register":"szl"}',
        b'{"register":"iszl","events":[],"last":0}',
        b'{"register":"szl","events":[],"last":-1}',
        json.dumps({"register": "szl", "events": [{}] * 101, "last": 101}).encode(),
        b" " * 1_000_001,
    ],
)
async def test_from_an_unintelligible_page_nothing_is_concluded(client: httpx.AsyncClient, page: bytes) -> None:
    assert isinstance(await _fed(client, page), Unavailable)


async def test_an_unreadable_event_is_told_apart_and_hides_no_other(client: httpx.AsyncClient) -> None:
    events: list[Any] = [
        {"number": 1, "kind": "was_kind", "record": "r1"},
        {"number": 2, "kind": "died", "record": "r2", "happened_at": "2026-11-22T09:00:00Z"},
        {"number": 3, "kind": "died", "record": "with a space"},
        "no event at all",
    ]
    fed = await _fed(client, json.dumps({"register": "szl", "events": events, "last": 4}).encode())
    assert fed == EventPage(
        events=(
            UnreadableEvent(number=1),
            RegisterEvent(number=2, kind=EventKind.DIED, record=RecordReference("r2")),
            UnreadableEvent(number=3),
            UnreadableEvent(number=4),
        ),
        last=4,
    )


@pytest.mark.parametrize("body", [b"", b"{}", b'{"outcome":"known","register":"szl","record":"other"}', b"\xff"])
async def test_from_an_unintelligible_record_nothing_is_concluded(client: httpx.AsyncClient, body: bytes) -> None:
    async def say(_request: Request) -> Response:
        return Response(body, 200, media_type="application/json")

    async with running(Starlette(routes=[Route("/v1/szl/record-look-ups", say, methods=["POST"])])) as url:
        registers = HttpStateRegisters(base_url=url, token=TOKEN, client=client)
        answer = await registers.look_up_record(asking("r1"))
    assert answer == Unavailable(register=Register.SZL, reason="unintelligible answer")


async def test_the_document_told_is_of_the_type_asked_for(registers: HttpStateRegisters) -> None:
    record = await record_of_somebody(registers)
    known = await registers.look_up_record(asking(record))
    assert isinstance(known, Known)
    assert known.person.document.document_type in set(DocumentType)
    assert known.person.document == SOMEBODY.documents[0].reference


async def _fed(client: httpx.AsyncClient, body: bytes) -> EventPage | Unavailable:
    async def feed(_request: Request) -> Response:
        return Response(body, 200, media_type="application/json")

    async with running(Starlette(routes=[Route("/v1/szl/events", feed)])) as url:
        return await HttpStateRegisters(base_url=url, token=TOKEN, client=client).events_after(Register.SZL, 0)
