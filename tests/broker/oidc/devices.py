"""A device without a browser, and the person who helps it from another one."""

from dataclasses import dataclass
from typing import ClassVar

import httpx

from tests.broker.town import ServiceAtHand, Town, follow, press
from ugyfelkapu.broker.domain.authorization import DEVICE


@dataclass
class Device:
    """A device of a service."""

    town: Town
    service: ServiceAtHand
    codes: dict[str, str]

    GRANTS: ClassVar[list[str]] = ["authorization_code", "refresh_token", DEVICE]

    @classmethod
    async def of(cls, town: Town, browser: httpx.AsyncClient, scope: str = "openid profile", **metadata: object) -> "Device":
        """One that has its codes."""
        service = await town.service(**{"grant_types": cls.GRANTS, **metadata})
        answer = await browser.post("/device-authorization", data={"scope": scope}, headers=service.basic())
        assert answer.status_code == 200, answer.text
        return cls(town=town, service=service, codes=answer.json())

    async def polls(self, browser: httpx.AsyncClient, *, by: ServiceAtHand | None = None) -> httpx.Response:
        """Ask for the tokens."""
        form = {"grant_type": DEVICE, "device_code": self.codes["device_code"]}
        return await browser.post("/token", data=form, headers=(by or self.service).basic())

    async def error(self, browser: httpx.AsyncClient) -> str:
        """Why there are none."""
        answer = await self.polls(browser)
        assert answer.status_code == 400, answer.text
        return str(answer.json()["error"])


async def typed(browser: httpx.AsyncClient, user_code: str) -> httpx.Response:
    """The person types a code."""
    return await press(browser, await browser.get("/device"), user_code=user_code)


async def helps(browser: httpx.AsyncClient, device: Device, *, decision: str = "yes") -> httpx.Response:
    """The person types the code, says that they began it, and signs in; wherever that ends."""
    page = await press(browser, await typed(browser, device.codes["user_code"]), decision=decision)
    return await signs_in(browser, page)


async def signs_in(browser: httpx.AsyncClient, page: httpx.Response) -> httpx.Response:
    """On from the page with the ways to identify oneself, if that is where they are."""
    page = await follow(browser, page)
    return await press(browser, page) if 'data-page="choose-method"' in page.text else page
