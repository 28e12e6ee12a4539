"""The room of eID cards behind a real application, with a proxy that the tests play themselves."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.routing import Router

from tests.gate.card_world import ListedCards, an_eid_world
from tests.gate.counter_world import Counter, a_person
from tests.gate.web.eid.proxied import CARD, CARD_HOST, PROXY, SECRET
from tests.gate.web.signin.browser import Browser
from tests.gate.web.signin.conftest import BROWSER_NAME, counter
from tests.world import CountedEntropy
from ugyfelkapu.foundation.page import Pages, shell
from ugyfelkapu.foundation.page.peer import PeerNoted
from ugyfelkapu.gate.web.eid import routes as eid
from ugyfelkapu.gate.web.eid.entrance import card_entrance
from ugyfelkapu.gate.web.eid.room import EidRoom
from ugyfelkapu.site import ROOMS

__all__ = ["counter"]


@pytest.fixture
def cards() -> ListedCards:
    """A register with one card."""
    cards = ListedCards()
    cards.know(a_person(number=CARD))
    return cards


@pytest.fixture(scope="session")
def eid_pages() -> Pages:
    """The shell with this room in it."""
    return Pages.of(ROOMS, public_url="http://localhost:8000", entropy=CountedEntropy())


@pytest.fixture
def room(counter: Counter, cards: ListedCards, eid_pages: Pages) -> EidRoom:
    """The room with an entrance for cards."""
    entrance = card_entrance(CARD_HOST, proxies=f"{PROXY}/32", secret=SECRET)
    return EidRoom(world=an_eid_world(counter.world, cards), pages=eid_pages, entrance=entrance)


def browser_at(room: EidRoom, address: str) -> httpx.AsyncClient:
    """A client that connects from an address."""
    site = PeerNoted(shell.site(Router(routes=eid.routes(room)), pages=room.pages, clock=room.world.gate.clock))
    transport = httpx.ASGITransport(app=site, client=(address, 1))
    headers = {"User-Agent": BROWSER_NAME, "Accept-Language": "hu"}
    return httpx.AsyncClient(transport=transport, base_url="http://localhost:8000", headers=headers)


@pytest.fixture
async def browser(room: EidRoom) -> AsyncIterator[Browser]:
    """Somebody at home."""
    async with browser_at(room, "203.0.113.5") as client:
        yield Browser(client=client)


@pytest.fixture
async def proxy(room: EidRoom) -> AsyncIterator[httpx.AsyncClient]:
    """The card's proxy."""
    async with browser_at(room, PROXY) as client:
        yield client


@pytest.fixture
async def stranger(room: EidRoom) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who connects past the proxy."""
    async with browser_at(room, "203.0.113.66") as client:
        yield client
