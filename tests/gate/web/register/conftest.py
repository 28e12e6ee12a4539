"""The pages of registration, of activation and of the counter behind a real application."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.routing import Router

from tests.gate.counter_world import Counter
from tests.gate.web.signin.browser import Browser
from tests.gate.web.signin.conftest import counter
from tests.world import CountedEntropy
from ugyfelkapu.foundation.page import Pages, shell
from ugyfelkapu.gate.web.register import routes as register
from ugyfelkapu.gate.web.register.room import RegisterRoom
from ugyfelkapu.gate.web.signin import routes as signin
from ugyfelkapu.gate.web.signin.room import SignInRoom
from ugyfelkapu.site import ROOMS

__all__ = ["counter"]


@pytest.fixture(scope="session")
def pages() -> Pages:
    """The shell with every room in it."""
    return Pages.of(ROOMS, public_url="http://localhost:8000", entropy=CountedEntropy())


@pytest.fixture
async def browser(counter: Counter, pages: Pages) -> AsyncIterator[Browser]:
    """A stranger's browser."""
    routes = [
        *register.routes(RegisterRoom(world=counter.world, pages=pages)),
        *signin.routes(SignInRoom(world=counter.world, pages=pages)),
    ]
    transport = httpx.ASGITransport(app=shell.site(Router(routes=routes), pages=pages, clock=counter.clock))
    headers = {"Accept-Language": "hu"}
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000", headers=headers) as client:
        yield Browser(client=client)
