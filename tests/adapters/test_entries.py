"""Entering a foreigner in 3NYT over HTTP: kept, found again, and never twice (`domain.md R1`)."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import httpx
import pytest

from tests.adapters.test_state_registers import SOMEBODY, TOKEN, TOWN
from tests.demo.loopback import running
from ugyfelkapu.adapters.state_registers import HttpStateRegisters, registers_client
from ugyfelkapu.demo.registers.canvas import Canvas
from ugyfelkapu.demo.registers.look_ups import RegisterService
from ugyfelkapu.gate.domain.identity import DocumentReference, DocumentType, PersonName, Register
from ugyfelkapu.gate.ports import AlreadyEntered, Entry, Found, LookUp, Unavailable

PICTURE = Canvas(64, 80, ground=(9, 9, 9)).png()
ENTRY = Entry(
    document=DocumentReference(document_type=DocumentType.PASSPORT, document_number="ZZ9990001"),
    document_valid_until=date(2028, 2, 29),
    citizenship="IDN",
    identity=replace(SOMEBODY.identity, mothers_birth_name=PersonName(family_name="", given_name="")),
    portrait=PICTURE,
    signature=PICTURE,
    case_reference="case-1",
)
QUESTION = LookUp(document=ENTRY.document, identity=ENTRY.identity, case_reference="case-2")


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with registers_client() as client:
        yield client


async def test_whoever_was_entered_is_found_also_after_a_restart(client: httpx.AsyncClient, tmp_path: Path) -> None:
    for expected in (Found, AlreadyEntered):
        service = RegisterService.of(TOWN, token=TOKEN, events_file=tmp_path / "events.jsonl")
        async with running(service.application()) as url:
            registers = HttpStateRegisters(base_url=url, token=TOKEN, client=client)
            assert isinstance(await registers.enter(ENTRY), expected)
            found = await registers.look_up(QUESTION)
            assert isinstance(found, Found)
            assert found.register is Register.NYT3
            assert found.person.identity == ENTRY.identity
            assert found.person.document_valid_until == ENTRY.document_valid_until
            assert (found.portrait, found.signature) == (PICTURE, PICTURE)


async def test_a_document_that_any_register_knows_is_not_entered(client: httpx.AsyncClient) -> None:
    async with running(RegisterService.of(TOWN, token=TOKEN).application()) as url:
        registers = HttpStateRegisters(base_url=url, token=TOKEN, client=client)
        known = replace(ENTRY, document=SOMEBODY.documents[0].reference)
        assert isinstance(await registers.enter(known), AlreadyEntered)
        stranger = HttpStateRegisters(base_url=url, token="another key", client=client)
        assert isinstance(await stranger.enter(ENTRY), Unavailable)
