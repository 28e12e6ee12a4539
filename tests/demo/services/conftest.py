"""A service and a provider, both real servers, and a browser without a window."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.demo.loopback import running
from tests.demo.services.provider import CLIENT_ID, CLIENT_SECRET, TestProvider
from tests.world import HandClock
from ugyfelkapu.demo.services.application import application
from ugyfelkapu.demo.services.configuration import Configuration
from ugyfelkapu.demo.services.kind import TAX_MANNER, ServiceKind

MOST_STEPS = 8


@dataclass
class Late:
    """An application that is known only after its server's address."""

    application: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.application is not None
        await self.application(scope, receive, send)


@dataclass
class Scene:
    """A service, its provider, and somebody's browser."""

    url: str
    provider: TestProvider
    browser: httpx.AsyncClient
    clock: HandClock
    leave_provider: AsyncExitStack
    steps: list[httpx.Response] = field(default_factory=list)

    async def go(self, address: str, **headers: str) -> httpx.Response:
        """Open an address as a browser does, following what it is told."""
        response = await self.browser.get(urljoin(self.url, address), headers=headers)
        self.steps = [response]
        while response.has_redirect_location and len(self.steps) < MOST_STEPS:
            response = await self.browser.get(urljoin(str(response.url), response.headers["location"]), headers=headers)
            self.steps.append(response)
        return response

    async def learned(self) -> httpx.Response:
        return await self.browser.get(f"{self.url}/account", params={"format": "json"})

    async def provider_goes_down(self) -> None:
        await self.leave_provider.aclose()


@asynccontextmanager
async def scene_of(data: Path) -> AsyncIterator[Scene]:
    clock, provider = HandClock(), TestProvider(algorithm=TAX_MANNER.id_token_algorithm)
    door = Late()
    async with AsyncExitStack() as up, AsyncExitStack() as provider_up:
        provider.url = await provider_up.enter_async_context(running(provider.application()))
        url = await up.enter_async_context(running(door))
        browser = await up.enter_async_context(httpx.AsyncClient(trust_env=False, headers={"accept": "text/html"}, timeout=60))
        door.application = application(
            ServiceKind.TAX_ACCOUNT,
            Configuration(
                port=0,
                issuer=provider.url,
                client_id=CLIENT_ID,
                client_secret=CLIENT_SECRET,
                public_url=url,
                data=str(data),
            ),
            clock=clock,
        )
        yield Scene(url=url, provider=provider, browser=browser, clock=clock, leave_provider=provider_up)


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    """The service that speaks OpenID Connect."""
    async with scene_of(tmp_path) as made:
        yield made
