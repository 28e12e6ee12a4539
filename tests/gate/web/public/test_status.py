"""The status page tells the truth and never keeps one waiting (`domain.md R18`)."""

from asyncio import Event

import httpx
import pytest

from tests.gate.web.public.conftest import visitor
from ugyfelkapu.foundation.page import Pages
from ugyfelkapu.gate.web.public import routes

WORKS = "The system is working"
FAILS = "The system is not fully available now"


async def not_ready() -> bool:
    return False


async def silent() -> bool:
    return await Event().wait()


async def test_an_installation_that_works_says_so_with_the_time(public: httpx.AsyncClient) -> None:
    page = (await public.get("/status", params={"lang": "en"})).text

    assert WORKS in page
    assert FAILS not in page
    assert "22 November 2026, 10:00" in page


async def test_an_outage_is_told_on_a_page_that_still_answers(pages: Pages) -> None:
    async with visitor(pages, probe=not_ready) as client:
        answer = await client.get("/status", params={"lang": "en"})

    assert answer.status_code == 200
    assert FAILS in answer.text
    assert WORKS not in answer.text


async def test_a_probe_that_never_answers_counts_as_an_outage(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "PROBE_SECONDS", 0.05)

    async with visitor(pages, probe=silent) as client:
        assert FAILS in (await client.get("/status", params={"lang": "en"})).text


async def test_nothing_is_asked_twice_for_a_page_that_needs_no_probe(pages: Pages) -> None:
    async with visitor(pages, probe=silent) as client:
        assert (await client.get("/")).status_code == 200
