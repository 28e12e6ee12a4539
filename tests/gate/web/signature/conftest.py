"""The pages of registration by signature behind a real application."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.routing import Router

from tests.gate.counter_world import Counter
from tests.gate.signature_world import Applicant
from tests.gate.web.signin.browser import Browser
from tests.gate.web.signin.conftest import counter
from tests.world import CountedEntropy
from ugyfelkapu.foundation.page import Pages, shell
from ugyfelkapu.gate.web.signature import routes as signature
from ugyfelkapu.gate.web.signature.room import SignatureRoom
from ugyfelkapu.site import ROOMS

__all__ = ["counter"]


@pytest.fixture(scope="session")
def pages() -> Pages:
    """The shell with every room in it."""
    return Pages.of(ROOMS, public_url="http://localhost:8000", entropy=CountedEntropy())


@pytest.fixture
def applicant(counter: Counter) -> Applicant:
    """Somebody with a certificate whom the register knows."""
    someone = Applicant(counter=counter)
    someone.counter.registers.know(someone.person)
    return someone


@pytest.fixture
async def browser(applicant: Applicant, pages: Pages) -> AsyncIterator[Browser]:
    """The applicant's browser."""
    router = Router(routes=signature.routes(SignatureRoom(world=applicant.world, pages=pages)))
    transport = httpx.ASGITransport(app=shell.site(router, pages=pages, clock=applicant.counter.clock))
    headers = {"Accept-Language": "hu"}
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000", headers=headers) as client:
        yield Browser(client=client)
