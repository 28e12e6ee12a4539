"""The adapter to the state registers: each outcome clear, and nothing concluded from silence or nonsense."""

import asyncio
import gzip
import socket
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import msgspec
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tests.demo.loopback import running
from ugyfelkapu.adapters.state_registers import HttpStateRegisters, registers_client
from ugyfelkapu.demo.registers.look_ups import RegisterService
from ugyfelkapu.demo.registers.people import town
from ugyfelkapu.demo.registers.residents import Resident, Standing
from ugyfelkapu.gate.domain.identity import DocumentReference, DocumentType, PersonName, Register
from ugyfelkapu.gate.ports import Differs, Found, LookUp, NotFound, Unavailable

TOKEN = "key-of-the-gate"
TOWN = town(5)
PNG = b64encode(b"\x89PNG\r\n\x1a\nrest").decode()


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with registers_client() as client:
        yield client


@pytest.fixture
async def registers(client: httpx.AsyncClient) -> AsyncIterator[HttpStateRegisters]:
    async with running(RegisterService.of(TOWN, token=TOKEN).application()) as url:
        yield HttpStateRegisters(base_url=url, token=TOKEN, client=client)


def question_about(resident: Resident) -> LookUp:
    return LookUp(document=resident.documents[0].reference, identity=resident.identity, case_reference="case-2026-1")


SOMEBODY = TOWN.people(Register.SZL, Standing.ORDINARY)[0]


@pytest.mark.parametrize("register", list(Register))
async def test_a_person_of_any_register_is_found_with_face_and_hand(registers: HttpStateRegisters, register: Register) -> None:
    resident = TOWN.people(register, Standing.ORDINARY)[0]
    found = await registers.look_up(question_about(resident))
    assert isinstance(found, Found)
    assert found.register is register
    assert found.person.identity == resident.identity
    assert found.person.citizenship == resident.citizenship
    assert found.person.document_valid_until == resident.documents[0].valid_until
    assert found.portrait.startswith(b"\x89PNG")
    assert found.signature.startswith(b"\x89PNG")


async def test_the_registers_spelling_is_taken_over_and_not_the_clerks(registers: HttpStateRegisters) -> None:
    resident = next(one for one in TOWN.people(Register.ISZL, Standing.ORDINARY) if "ü" in one.identity.birth_place)
    typed = replace(resident.identity, birth_place=resident.identity.birth_place.replace("ü", "u").upper())
    found = await registers.look_up(replace(question_about(resident), identity=typed))
    assert isinstance(found, Found)
    assert found.person.identity.birth_place == resident.identity.birth_place


async def test_what_differs_is_named(registers: HttpStateRegisters) -> None:
    typed = replace(SOMEBODY.identity, birth_name=PersonName(family_name="Más", given_name="Valaki"))
    outcome = await registers.look_up(replace(question_about(SOMEBODY), identity=typed))
    assert outcome == Differs(register=Register.SZL, fields=("birth_name",))


async def test_a_document_no_register_knows_is_not_found_in_all_three(registers: HttpStateRegisters) -> None:
    unknown = DocumentReference(document_type=DocumentType.ID_CARD, document_number="000000ZZ")
    outcome = await registers.look_up(replace(question_about(SOMEBODY), document=unknown))
    assert outcome == NotFound(registers=(Register.SZL, Register.ISZL, Register.NYT3))


async def test_a_wrong_key_makes_the_registers_unavailable(registers: HttpStateRegisters) -> None:
    outcome = await replace(registers, token="wrong").look_up(question_about(SOMEBODY))
    assert outcome == Unavailable(register=Register.SZL, reason="status 401")


async def test_registers_that_are_down_are_unavailable(client: httpx.AsyncClient) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    registers = HttpStateRegisters(base_url=f"http://127.0.0.1:{port}", token=TOKEN, client=client)
    outcome = await registers.look_up(question_about(SOMEBODY))
    assert outcome == Unavailable(register=Register.SZL, reason="ConnectError")


async def test_a_register_that_is_down_before_one_that_would_know_leaves_all_open(client: httpx.AsyncClient) -> None:
    resident = TOWN.people(Register.NYT3, Standing.ORDINARY)[0]
    whole = RegisterService.of(TOWN, token=TOKEN).application()
    broken = Starlette(routes=[Route("/v1/iszl/look-ups", _broken, methods=["POST"]), *whole.routes])
    async with running(broken) as url:
        registers = HttpStateRegisters(base_url=url, token=TOKEN, client=client)
        outcome = await registers.look_up(question_about(resident))
    assert outcome == Unavailable(register=Register.ISZL, reason="status 503")


async def test_a_register_that_never_answers_is_given_up(client: httpx.AsyncClient) -> None:
    given_up = asyncio.Event()

    async def silent(request: Request) -> Response:
        await request.body()
        await request.receive()  # returns when the other side has gone
        given_up.set()
        return Response()

    async with running(Starlette(routes=[Route("/v1/szl/look-ups", silent, methods=["POST"])])) as url:
        registers = HttpStateRegisters(base_url=url, token=TOKEN, client=client, whole_seconds=0.1)
        outcome = await registers.look_up(question_about(SOMEBODY))
        await given_up.wait()
    assert outcome == Unavailable(register=Register.SZL, reason="no answer in time")


async def test_a_redirect_is_not_followed(client: httpx.AsyncClient) -> None:
    async def elsewhere(_request: Request) -> Response:
        return RedirectResponse("http://127.0.0.1:1/")

    outcome = await _answered(client, elsewhere)
    assert outcome == Unavailable(register=Register.SZL, reason="status 307")


def _found_answer(**changes: object) -> bytes:
    person = {
        "identity": msgspec.to_builtins(SOMEBODY.identity),
        "citizenship": "HUN",
        "document": msgspec.to_builtins(SOMEBODY.documents[0].reference),
        "document_valid_until": "2030-01-01",
        "deceased": False,
    }
    answer: dict[str, object] = {
        "outcome": "found",
        "register": "szl",
        "record": "r1",
        "person": person | {name: value for name, value in changes.items() if name in person},
        "portrait": PNG,
        "signature": PNG,
    }
    return msgspec.json.encode(answer | {name: value for name, value in changes.items() if name in answer})


async def test_a_whole_answer_is_believed(client: httpx.AsyncClient) -> None:
    assert isinstance(await _answered(client, _saying(_found_answer())), Found)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"\xff",
        b"{}",
        b'{"outcome":"perhaps","register":"szl"}',
        b'{"outcome":"not_found","register":"szl"}',
        b'{"outcome":"differs","register":"szl","fields":[]}',
        b'{"outcome":"differs","register":"szl","fields":["shoe_size"]}',
        b'{"outcome":"differs","register":"iszl","fields":["birth_date"]}',
        b" " * 1_000_001,
        gzip.compress(_found_answer()),
        _found_answer(citizenship="Hungarian"),
        _found_answer(document_valid_until="soon"),
        _found_answer(deceased=None),
        _found_answer(deceased="no"),
        _found_answer(document={"document_type": "id_card", "document_number": "999999ZZ"}),
        _found_answer(portrait=b64encode(b"<svg/>").decode()),
        _found_answer(signature="not base64!"),
        _found_answer(register="3nyt"),
        _found_answer(record=""),
        _found_answer(record="with a space"),
    ],
)
async def test_from_an_unintelligible_answer_nothing_is_concluded(client: httpx.AsyncClient, body: bytes) -> None:
    outcome = await _answered(client, _saying(body))
    assert isinstance(outcome, Unavailable)
    assert outcome.register is Register.SZL


async def test_a_proxys_page_with_404_is_not_a_register_that_does_not_know(client: httpx.AsyncClient) -> None:
    assert isinstance(await _answered(client, _saying(b"<h1>Not Found</h1>", status=404)), Unavailable)


async def test_the_adapter_does_not_print_its_key(registers: HttpStateRegisters) -> None:
    assert TOKEN not in repr(registers)


def _saying(body: bytes, *, status: int = 200) -> Any:  # noqa: ANN401 - an endpoint as Starlette takes it
    async def say(_request: Request) -> Response:
        return Response(body, status, media_type="application/json")

    return say


async def _broken(_request: Request) -> Response:
    return Response(status_code=503)


async def _answered(client: httpx.AsyncClient, endpoint: Any) -> object:  # noqa: ANN401 - as above
    async with running(Starlette(routes=[Route("/v1/szl/look-ups", endpoint, methods=["POST"])])) as url:
        return await HttpStateRegisters(base_url=url, token=TOKEN, client=client).look_up(question_about(SOMEBODY))
