"""The registers' feed: what is made to happen is numbered, kept over a restart, and refused where it makes no sense."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.demo.loopback import running
from ugyfelkapu.demo.registers.look_ups import RegisterService
from ugyfelkapu.demo.registers.people import town
from ugyfelkapu.demo.registers.residents import Resident, Standing
from ugyfelkapu.gate.domain.identity import Register

TOKEN = "key-of-the-gate"
TOWN = town(5)
PEOPLE = TOWN.people(Register.NYT3, Standing.ORDINARY)


@asynccontextmanager
async def registers(file: Path | None = None) -> AsyncIterator[httpx.AsyncClient]:
    application = RegisterService.of(TOWN, token=TOKEN, events_file=file).application()
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with (
        running(application) as url,
        httpx.AsyncClient(base_url=url, headers=headers, trust_env=False, timeout=60) as client,
    ):
        yield client


def happening(resident: Resident, kind: str, **more: str) -> dict[str, Any]:
    reference = resident.documents[0].reference
    return {
        "kind": kind,
        "document_type": reference.document_type.value,
        "document_number": reference.document_number,
        **more,
    }


async def test_events_are_numbered_and_read_page_by_page() -> None:
    async with registers() as client:
        for resident in PEOPLE[:3]:
            told = await client.post("/v1/3nyt/events", json=happening(resident, "died"))
            assert told.status_code == 201
        first = (await client.get("/v1/3nyt/events", params={"limit": 2})).json()
        assert [event["number"] for event in first["events"]] == [1, 2]
        rest = (await client.get("/v1/3nyt/events", params={"after": first["last"]})).json()
        assert [event["number"] for event in rest["events"]] == [3]
        assert (await client.get("/v1/szl/events")).json() == {"register": "szl", "events": [], "last": 0}


async def test_an_event_names_nobody_but_by_the_registers_own_reference() -> None:
    async with registers() as client:
        event = (await client.post("/v1/3nyt/events", json=happening(PEOPLE[0], "left"))).json()
    assert set(event) == {"number", "kind", "record", "happened_at"}
    assert PEOPLE[0].documents[0].reference.document_number not in event["record"]


async def test_what_happened_is_so_after_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    async with registers(file) as client:
        await client.post("/v1/3nyt/events", json=happening(PEOPLE[0], "name_changed", given_name="Új"))
        await client.post("/v1/3nyt/events", json=happening(PEOPLE[1], "left"))
    async with registers(file) as client:
        page = (await client.get("/v1/3nyt/events")).json()
        assert page["last"] == 2
        question = {
            "record": page["events"][0]["record"],
            "document_type": "passport",
            "case_reference": "case-1",
        }
        known = (await client.post("/v1/3nyt/record-look-ups", json=question)).json()
        assert known["person"]["identity"]["current_name"]["given_name"] == "Új"
        question["record"] = page["events"][1]["record"]
        assert (await client.post("/v1/3nyt/record-look-ups", json=question)).status_code == 404


@pytest.mark.parametrize("path", ["events", "record-look-ups"])
async def test_without_the_key_nothing_happens_and_nothing_is_told(path: str) -> None:
    async with registers() as client:
        wrong = {"Authorization": "Bearer wrong"}
        assert (await client.post(f"/v1/3nyt/{path}", json={}, headers=wrong)).status_code == 401
        assert (await client.get("/v1/3nyt/events", headers=wrong)).status_code == 401


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"kind": "name_changed"}, 400),
        ({"kind": "flew"}, 400),
        ({"kind": "died", "document_number": "000000ZZ"}, 404),
        ({"kind": "died", "surplus": "x"}, 400),
    ],
)
async def test_what_makes_no_sense_does_not_happen(more: dict[str, str], status: int) -> None:
    async with registers() as client:
        answer = await client.post("/v1/3nyt/events", json=happening(PEOPLE[0], "died") | more)
        assert answer.status_code == status
        assert (await client.get("/v1/3nyt/events")).json()["last"] == 0


@pytest.mark.parametrize("query", [{"after": "-1"}, {"after": "x"}, {"limit": "0"}, {"limit": "201"}, {"after": "9" * 30}])
async def test_a_cursor_is_a_number_and_a_page_has_its_bound(query: dict[str, str]) -> None:
    async with registers() as client:
        assert (await client.get("/v1/3nyt/events", params=query)).status_code == 400


async def test_an_expired_and_a_renewed_document_say_so() -> None:
    async with registers() as client:
        for kind, good in (("document_expired", False), ("document_renewed", True)):
            event = (await client.post("/v1/3nyt/events", json=happening(PEOPLE[0], kind))).json()
            question = {
                "record": event["record"],
                "document_type": PEOPLE[0].documents[0].reference.document_type.value,
                "case_reference": "case-1",
            }
            known = (await client.post("/v1/3nyt/record-look-ups", json=question)).json()
            assert (known["person"]["document_valid_until"] > event["happened_at"][:10]) is good
