"""The pages of organisations behind a real application on a real database."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from starlette.routing import Router

from tests.gate.certificate_world import CertifyingOffice
from tests.gate.counter_world import Counter
from tests.gate.web.signin.browser import Browser
from tests.gate.web.signin.conftest import BROWSER_NAME, counter
from tests.world import CountedEntropy
from ugyfelkapu.foundation.page import Pages, shell
from ugyfelkapu.gate.web.office import routes as office_routes
from ugyfelkapu.gate.web.signin import routes as signin
from ugyfelkapu.gate.web.signin.room import SignInRoom
from ugyfelkapu.site import ROOMS

__all__ = ["counter"]


@pytest.fixture(scope="session")
def all_pages() -> Pages:
    """The shell with every room in it."""
    return Pages.of(ROOMS, public_url="http://localhost:8000", entropy=CountedEntropy())


@pytest.fixture
async def office(counter: Counter) -> CertifyingOffice:
    """An office gate with an administrator, a proven domain and a seal."""
    return await CertifyingOffice.of(counter)


@pytest.fixture
async def another(office: CertifyingOffice, all_pages: Pages) -> AsyncIterator[Callable[[], Browser]]:
    """As many browsers as a test needs."""
    room = SignInRoom(world=office.counter.world, pages=all_pages)
    router = Router(routes=[*signin.routes(room), *office_routes.routes(room)])
    transport = httpx.ASGITransport(app=shell.site(router, pages=all_pages, clock=office.counter.clock))
    opened: list[httpx.AsyncClient] = []

    def open_one() -> Browser:
        headers = {"User-Agent": BROWSER_NAME, "Accept-Language": "hu"}
        client = httpx.AsyncClient(transport=transport, base_url="http://localhost:8000", headers=headers)
        opened.append(client)
        return Browser(client=client)

    yield open_one
    for client in opened:
        await client.aclose()
