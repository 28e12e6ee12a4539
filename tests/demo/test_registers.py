"""The registers' HTTP service, asked over a real socket: answers, refusals, description, page."""

import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import httpx
import msgspec
import pytest

from tests.demo.loopback import running
from ugyfelkapu.demo.registers.look_ups import RegisterService
from ugyfelkapu.demo.registers.people import town
from ugyfelkapu.demo.registers.residents import Resident, Standing, Town
from ugyfelkapu.gate.domain.identity import Register

TOKEN = "key-of-the-gate"
TOWN = town(5)


@pytest.fixture
def people() -> Town:
    return TOWN


@pytest.fixture
async def registers() -> AsyncIterator[httpx.AsyncClient]:
    application = RegisterService.of(TOWN, token=TOKEN).application()
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with (
        running(application) as url,
        httpx.AsyncClient(base_url=url, headers=headers, trust_env=False, timeout=60) as client,
    ):
        yield client


def look_up(resident: Resident) -> dict[str, Any]:
    """The question a clerk asks who types everything right."""
    reference = resident.documents[0].reference
    return {
        "document_type": reference.document_type.value,
        "document_number": reference.document_number,
        "natural_identity": msgspec.to_builtins(resident.identity),
        "case_reference": "case-1",
    }


@pytest.mark.parametrize("register", list(Register))
async def test_a_register_answers_with_the_person_as_it_holds_them(
    registers: httpx.AsyncClient, people: Town, register: Register
) -> None:
    resident = people.people(register, Standing.ORDINARY)[0]
    answer = await registers.post(f"/v1/{register}/look-ups", json=look_up(resident))
    assert answer.status_code == 200
    found = answer.json()
    assert found["outcome"] == "found"
    assert found["person"]["identity"] == msgspec.to_builtins(resident.identity)
    assert found["person"]["document_valid_until"] == resident.documents[0].valid_until.isoformat()
    assert found["person"]["deceased"] is False


async def test_a_dead_person_is_found_and_said_to_be_dead(registers: httpx.AsyncClient, people: Town) -> None:
    resident = people.people(Register.SZL, Standing.DECEASED)[0]
    answer = await registers.post("/v1/szl/look-ups", json=look_up(resident))
    assert answer.json()["person"]["deceased"] is True


async def test_an_expired_document_is_found_with_its_date(registers: httpx.AsyncClient, people: Town) -> None:
    resident = people.people(Register.SZL, Standing.EXPIRED)[0]
    answer = await registers.post("/v1/szl/look-ups", json=look_up(resident))
    assert answer.json()["person"]["document_valid_until"] < people.founded_on.isoformat()


async def test_what_differs_is_named_but_not_told(registers: httpx.AsyncClient, people: Town) -> None:
    resident = people.people(Register.SZL, Standing.ORDINARY)[1]
    question = look_up(resident)
    question["natural_identity"]["mothers_birth_name"]["given_name"] += "x"
    answer = await registers.post("/v1/szl/look-ups", json=question)
    assert answer.status_code == 200
    assert answer.json() == {"outcome": "differs", "register": "szl", "fields": ["mothers_birth_name"]}


async def test_a_document_number_may_be_typed_with_spaces_and_small_letters(registers: httpx.AsyncClient, people: Town) -> None:
    question = look_up(people.people(Register.SZL, Standing.ORDINARY)[2])
    number = question["document_number"]
    question["document_number"] = f" {number[:3]} {number[3:].lower()}"
    answer = await registers.post("/v1/szl/look-ups", json=question)
    assert answer.json()["person"]["document"]["document_number"] == number


async def test_a_document_of_another_register_is_not_found(registers: httpx.AsyncClient, people: Town) -> None:
    question = look_up(people.people(Register.ISZL, Standing.ORDINARY)[0])
    answer = await registers.post("/v1/szl/look-ups", json=question)
    assert answer.status_code == 404
    assert answer.json() == {"outcome": "not_found", "register": "szl"}


async def test_without_the_key_nothing_is_answered(registers: httpx.AsyncClient, people: Town) -> None:
    question = look_up(people.people(Register.SZL, Standing.ORDINARY)[0])
    for shown in (b"", b"Bearer wrong", TOKEN.encode(), b"Bearer \xc3\xa9"):
        headers = httpx.Headers([(b"Authorization", shown)])
        answer = await registers.post("/v1/szl/look-ups", json=question, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"\xff\xfe",
        b"[" * 16_000,
        b'{"document_type":"id_card"}',
        b'{"document_type":"library_card","document_number":"1","natural_identity":{},"case_reference":"x"}',
        b'{"unknown":' + b"[" * 8_000 + b"]" * 8_000 + b"}",
    ],
)
async def test_what_is_no_look_up_is_refused_with_a_problem(registers: httpx.AsyncClient, body: bytes) -> None:
    answer = await registers.post("/v1/szl/look-ups", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("field", "value"),
    [("document_number", ""), ("document_number", "1" * 41), ("case_reference", ""), ("surplus", "x")],
)
async def test_a_field_outside_its_limits_is_refused(
    registers: httpx.AsyncClient, people: Town, field: str, value: str
) -> None:
    question = look_up(people.people(Register.SZL, Standing.ORDINARY)[0]) | {field: value}
    answer = await registers.post("/v1/szl/look-ups", json=question)
    assert answer.status_code == 400


async def test_a_body_over_the_limit_is_refused(registers: httpx.AsyncClient) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await registers.post("/v1/szl/look-ups", content=b" " * 16_385, headers=headers)
    assert answer.status_code == 413


async def test_another_media_type_method_or_path_is_refused_with_a_problem(registers: httpx.AsyncClient) -> None:
    answers = [
        await registers.post("/v1/szl/look-ups", content=b"{}", headers={"Content-Type": "text/plain"}),
        await registers.get("/v1/szl/look-ups"),
        await registers.post("/v1/taj/look-ups", json={}),
        await registers.get("/nowhere"),
    ]
    assert [answer.status_code for answer in answers] == [415, 405, 404, 404]
    assert {answer.headers["content-type"] for answer in answers} == {"application/problem+json"}


async def test_each_look_up_is_logged_without_personal_data(
    registers: httpx.AsyncClient, people: Town, caplog: pytest.LogCaptureFixture
) -> None:
    resident = people.people(Register.SZL, Standing.ORDINARY)[0]
    with caplog.at_level(logging.INFO, logger="ugyfelkapu.demo.registers"):
        await registers.post("/v1/szl/look-ups", json=look_up(resident) | {"case_reference": "case\n77"})
    entry = json.loads(caplog.records[-1].message)
    assert entry == {
        "register": "szl",
        "case_reference": "case\n77",
        "document_type": resident.documents[0].reference.document_type,
        "resident": resident.number,
        "outcome": "Found",
    }


async def test_the_description_names_every_path_and_every_reference_in_it_leads_somewhere(
    registers: httpx.AsyncClient,
) -> None:
    document = (await registers.get("/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {
        *(f"/v1/{{register}}/{what}" for what in ("look-ups", "record-look-ups", "events", "entries")),
        *(f"/v1/{{register}}/{what}" for what in ("card-look-ups", "card-registrations", "card-registrations/used")),
        *("/health/live", "/openapi.json", "/"),
    }
    references = list(_references(document))
    assert len(references) > 10
    for reference in references:
        place = document
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


async def test_the_example_of_the_description_is_a_look_up(registers: httpx.AsyncClient) -> None:
    document = (await registers.get("/openapi.json")).json()
    post = document["paths"]["/v1/{register}/look-ups"]["post"]
    example = post["requestBody"]["content"]["application/json"]["example"]
    assert (await registers.post("/v1/szl/look-ups", json=example)).json()["outcome"] == "not_found"


@pytest.mark.parametrize(("language", "words"), [("hu", "kitalált"), ("en", "invented"), ("de", "erfunden")])
async def test_the_page_shows_people_to_try_in_each_language(
    registers: httpx.AsyncClient, people: Town, language: str, words: str
) -> None:
    page = await registers.get("/", params={"lang": language}, headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert words in page.text
    assert 'data-page="registers"' in page.text
    assert people.people(Register.NYT3, Standing.ORDINARY)[0].documents[0].reference.document_number in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


async def test_the_service_says_that_it_lives(registers: httpx.AsyncClient) -> None:
    assert (await registers.get("/health/live")).json() == {"status": "live"}
    assert (await registers.get("/static/plain.css")).headers["content-type"].startswith("text/css")


def _references(part: object) -> list[str]:
    match part:
        case {"$ref": str(reference)}:
            return [reference]
        case dict():
            return [reference for value in part.values() for reference in _references(value)]
        case list():
            return [reference for value in part for reference in _references(value)]
        case _:
            return []
