"""The owner's pages behind a real application."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from starlette.routing import Router

from tests.gate.counter_world import Counter, ListedRegisters, a_world, an_appointment
from tests.gate.owner_world import Owner, an_owner
from tests.gate.web.signin.browser import Browser
from tests.world import CountedEntropy, HandClock
from ugyfelkapu.foundation.database import Database
from ugyfelkapu.foundation.page import Pages, shell
from ugyfelkapu.gate.ports import PasswordHasher
from ugyfelkapu.gate.web.email import routes as email
from ugyfelkapu.gate.web.ending import routes as ending
from ugyfelkapu.gate.web.factors import routes as factors
from ugyfelkapu.gate.web.own import routes as own
from ugyfelkapu.gate.web.signin import routes as signin
from ugyfelkapu.gate.web.signin.room import SignInRoom
from ugyfelkapu.gate.web.standing import routes as standing
from ugyfelkapu.site import ROOMS

BROWSER_NAME = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"


@pytest.fixture(scope="session")
def pages() -> Pages:
    """The shell with every room in it."""
    return Pages.of(ROOMS, public_url="http://localhost:8000", entropy=CountedEntropy())


@pytest.fixture
async def counter(database: Database, clock: HandClock, password_pool: PasswordHasher) -> Counter:
    """A counter with one clerk."""
    registers = ListedRegisters()
    world = a_world(database, clock, registers, password_pool)
    appointed = await an_appointment(world, "szilagyi1")
    return Counter(world=world, clock=clock, registers=registers, clerk=appointed.clerk, secrets=appointed)


@pytest.fixture
async def owner(counter: Counter) -> Owner:
    """Somebody with an active gate; their browser at the pages is a new one."""
    return await an_owner(counter)


@pytest.fixture
async def another(counter: Counter, pages: Pages) -> AsyncIterator[Callable[[], Browser]]:
    """As many browsers as a test needs."""
    room = SignInRoom(world=counter.world, pages=pages)
    rooms = (signin, own, factors, standing, email, ending)
    router = Router(routes=[route for each in rooms for route in each.routes(room)])
    transport = httpx.ASGITransport(app=shell.site(router, pages=pages, clock=counter.clock))
    opened: list[httpx.AsyncClient] = []

    def open_one() -> Browser:
        headers = {"User-Agent": BROWSER_NAME, "Accept-Language": "hu"}
        client = httpx.AsyncClient(transport=transport, base_url="http://localhost:8000", headers=headers)
        opened.append(client)
        return Browser(client=client)

    yield open_one
    for client in opened:
        await client.aclose()


@pytest.fixture
def browser(another: Callable[[], Browser]) -> Browser:
    """One browser."""
    return another()
