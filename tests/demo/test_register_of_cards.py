"""What the register answers about eID cards: codes are digests, guesses limited, each used up once (`domain.md R2`)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.demo.loopback import running
from tests.demo.test_registers import TOKEN, TOWN
from ugyfelkapu.adapters.card_register import HttpCardRegister
from ugyfelkapu.adapters.state_registers import registers_client
from ugyfelkapu.demo.registers.card_codes import MOST_WRONG, CardCodes, CodeAnswer
from ugyfelkapu.demo.registers.look_ups import RegisterService
from ugyfelkapu.demo.registers.residents import Resident
from ugyfelkapu.gate.domain.eid import CardCode, CardHolder, CodeRefused, CodeUse
from ugyfelkapu.gate.domain.identity import Register
from ugyfelkapu.gate.ports import Gone, Unavailable

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HOLDER = next(person for person in TOWN.residents if person.registration_code and not person.deceased)
CARD = HOLDER.documents[0].reference.document_number
CODE = str(HOLDER.registration_code)


@pytest.fixture
async def base_url(tmp_path: Path) -> AsyncIterator[str]:
    service = RegisterService.of(TOWN, token=TOKEN, events_file=tmp_path / "events.jsonl")
    async with running(service.application()) as url:
        yield url


@pytest.fixture
async def register(base_url: str) -> AsyncIterator[HttpCardRegister]:
    async with registers_client() as client:
        yield HttpCardRegister(base_url=base_url, token=TOKEN, client=client)


def asked(code: str = CODE, *, card: str = CARD, reference: str = "application-1") -> CardCode:
    return CardCode(card_number=card, code=code, reference=reference)


async def test_number_and_code_name_the_holder(register: HttpCardRegister) -> None:
    holder = await register.prove_code(asked())
    assert isinstance(holder, CardHolder)
    assert holder.person.identity == HOLDER.identity
    assert holder.register is Register.SZL


async def test_a_wrong_code_and_an_unknown_card_are_one_answer(register: HttpCardRegister) -> None:
    assert await register.prove_code(asked("0000000000")) is CodeRefused.WRONG
    assert await register.prove_code(asked(card="000000ZZ")) is CodeRefused.WRONG


async def test_a_code_is_used_up_by_the_reference_that_holds_it_and_no_other(register: HttpCardRegister) -> None:
    assert await register.use_up(CARD, reference="application-1") is CodeUse.LOST
    await register.prove_code(asked())
    assert await register.use_up(CARD, reference="application-2") is CodeUse.LOST
    for _ in range(3):
        assert await register.use_up(CARD, reference="application-1") is CodeUse.USED
    assert await register.prove_code(asked(reference="application-2")) is CodeRefused.USED_UP
    assert isinstance(await register.prove_code(asked()), CardHolder), "the same reference asks again after a crash"


async def test_the_newest_reference_holds_the_code(register: HttpCardRegister) -> None:
    await register.prove_code(asked())
    await register.prove_code(asked(reference="application-2"))
    assert await register.use_up(CARD, reference="application-1") is CodeUse.LOST
    assert await register.use_up(CARD, reference="application-2") is CodeUse.USED


async def test_a_card_found_to_hold_names_its_holder(register: HttpCardRegister) -> None:
    holder = await register.holder_of(CARD, reference="application-1")
    assert isinstance(holder, CardHolder)
    assert holder.person.identity == HOLDER.identity
    assert isinstance(await register.holder_of("000000ZZ", reference="application-1"), Gone)


async def test_a_used_code_stays_used_after_a_new_start(tmp_path: Path) -> None:
    file = tmp_path / "codes.jsonl"
    codes = CardCodes.of(TOWN, file)
    codes.prove(CARD, CODE, reference="application-1", now=NOW)
    assert codes.use_up(CARD, reference="application-1")
    again = CardCodes.of(TOWN, file)
    assert again.prove(CARD, CODE, reference="application-2", now=NOW) is CodeAnswer.USED_UP
    assert again.use_up(CARD, reference="application-1")


@pytest.mark.parametrize("card", [CARD, "000000ZZ"])
def test_after_too_many_guesses_not_even_the_right_code_is_heard_for_a_day(card: str) -> None:
    codes = CardCodes.of(TOWN, None)
    guesses = [codes.prove(card, f"{number:010}", reference="x", now=NOW) for number in range(MOST_WRONG)]
    assert set(guesses) == {CodeAnswer.WRONG}
    assert codes.prove(card, CODE, reference="x", now=NOW) is CodeAnswer.LOCKED
    assert codes.prove(card, CODE, reference="x", now=NOW + timedelta(hours=23)) is CodeAnswer.LOCKED
    later = codes.prove(card, CODE, reference="x", now=NOW + timedelta(days=1))
    assert later is (CodeAnswer.HELD if card == CARD else CodeAnswer.WRONG)


def test_only_digests_of_the_codes_are_kept(tmp_path: Path) -> None:
    codes = CardCodes.of(TOWN, tmp_path / "codes.jsonl")
    codes.prove(CARD, CODE, reference="x", now=NOW)
    assert CODE not in f"{codes.digests} {codes.holders} {(tmp_path / 'codes.jsonl').read_text(encoding='utf-8')}"
    assert CODE not in repr(codes)


async def test_the_service_asks_for_the_key_and_for_a_question_as_described(base_url: str) -> None:
    question: dict[str, Any] = {"card_number": CARD, "registration_code": CODE, "case_reference": "x"}
    async with httpx.AsyncClient(base_url=base_url, trust_env=False, timeout=60) as client:
        path, key = "/v1/szl/card-registrations", {"Authorization": f"Bearer {TOKEN}"}
        assert (await client.post(path, json=question)).status_code == 401
        assert (await client.post(path, json=question | {"more": 1}, headers=key)).status_code == 400
        assert (await client.post(path, json=question | {"registration_code": "1"}, headers=key)).status_code == 400
        answer = await client.post("/v1/iszl/card-registrations", json=question, headers=key)
        assert (answer.status_code, answer.json()["outcome"]) == (403, "code_refused")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b""),
        (200, b'{"outcome": "code_refused", "register": "szl", "reason": "wrong"}'),
        (403, b'{"outcome": "code_refused", "register": "iszl", "reason": "wrong"}'),
        (403, b'{"outcome": "code_refused", "register": "szl", "reason": "whim"}'),
        (200, b'{"outcome": "code_used", "register": "szl"}'),
        (500, b"{}"),
        (200, b"x" * 2_000_000),
    ],
)
async def test_an_answer_that_makes_no_sense_proves_nothing(status: int, body: bytes) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(status, content=body))
    async with httpx.AsyncClient(transport=transport, timeout=60) as client:
        register = HttpCardRegister(base_url="http://registers.example", token="t", client=client)
        assert isinstance(await register.prove_code(asked()), Unavailable)


async def test_an_answer_about_another_card_proves_nothing(register: HttpCardRegister) -> None:
    other = next(person for person in TOWN.residents if person is not HOLDER and _has_card(person))
    body = await _answer_about(other)
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=body))
    async with httpx.AsyncClient(transport=transport, timeout=60) as client:
        lying = HttpCardRegister(base_url=register.base_url, token=TOKEN, client=client)
        assert isinstance(await lying.holder_of(CARD, reference="x"), Unavailable)


def _has_card(person: Resident) -> bool:
    return person.registration_code is not None


async def _answer_about(person: Resident) -> bytes:
    service = RegisterService.of(TOWN, token=TOKEN).application()
    question = {"card_number": person.documents[0].reference.document_number, "case_reference": "x"}
    transport, headers = httpx.ASGITransport(app=service), {"Authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://r", headers=headers, timeout=60) as client:
        return (await client.post("/v1/szl/card-look-ups", json=question)).content
