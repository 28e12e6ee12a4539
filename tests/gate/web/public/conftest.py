"""The public room behind a real application, without and with the demo's guide."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.applications import Starlette

from tests.gate.web.public.demo_guide import GUIDE
from tests.world import CountedEntropy, HandClock
from ugyfelkapu.foundation.page import Pages
from ugyfelkapu.gate.web.public.guide import Guide
from ugyfelkapu.gate.web.public.routes import Probe, PublicRoom, routes


@pytest.fixture(scope="session")
def pages() -> Pages:
    """The shell with this room in it."""
    return Pages.of(["ugyfelkapu.gate.web.public"], public_url="http://localhost:8000", entropy=CountedEntropy())


async def ready() -> bool:
    """An installation that works."""
    return True


@asynccontextmanager
async def visitor(pages: Pages, *, guide: Guide | None = None, probe: Probe = ready) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the room."""
    room = PublicRoom(pages=pages, clock=HandClock(), probe=probe, services_url="/services", guide=guide)
    transport = httpx.ASGITransport(app=Starlette(routes=routes(room)))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as client:
        yield client


@pytest.fixture
async def public(pages: Pages) -> AsyncIterator[httpx.AsyncClient]:
    """A visitor of an installation that is no demo."""
    async with visitor(pages) as client:
        yield client


@pytest.fixture
async def demo(pages: Pages) -> AsyncIterator[httpx.AsyncClient]:
    """A visitor of the demo."""
    async with visitor(pages, guide=GUIDE) as client:
        yield client
