"""What somebody does on the pages of second factors, without a script: forms, links and what a script would send."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

import httpx
from pyotp import TOTP

from tests.gate.owner_world import Owner
from tests.gate.passkey_device import Device
from tests.gate.web.signin.browser import TOKEN, Browser, page_of

SECRET = re.compile(r'href="otpauth://totp/[^"]*secret=([A-Z2-7]+)')
FACTOR = re.compile(r'/own/factors/([0-9a-f]{32})"')
RECOVERY_CODE = re.compile(r"\bH-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """An owner at their browser."""

    owner: Owner
    browser: Browser

    async def signs_in(self, *, where: str = "/sign-in") -> httpx.Response:
        """User name and password; where that leads."""
        answer = await self.browser.sends(where, username=self.owner.username, password=self.owner.password)
        return await self.browser.follows(answer) if answer.status_code == 303 else answer

    async def posts(self, url: str, **fields: str) -> httpx.Response:
        """Send a form of a page that is open, with the token all pages share; the answer itself."""
        token = TOKEN.search((await self.browser.opens("/activate")).text)
        assert token
        return await self.browser.client.post(url, data={"csrf_token": token.group(1), **fields})

    async def begins_app(self, question: str = "") -> str:
        """Begin to set an authenticator up; its secret."""
        await self.posts(f"/own/factors/totp/begin{question}")
        page = await self.browser.opens("/own/factors/totp")
        assert page_of(page) == "factors-totp"
        found = SECRET.search(unescape(page.text))
        assert found
        return found.group(1)

    async def enrols_app(self, name: str = "Telefon", question: str = "") -> str:
        """Set an authenticator up to the end; its secret. Its first code is used up."""
        secret = await self.begins_app(question)
        code = TOTP(secret).at(self.owner.clock.now())
        answer = await self.posts(f"/own/factors/totp{question}", name=name, code=code)
        assert answer.status_code == 303, answer.text
        self.owner.clock.advance(seconds=30)
        return secret

    async def enrols_passkey(self, device: Device, name: str = "Gép") -> httpx.Response:
        """Make a passkey with this device; the answer to the form."""
        options = await self.task("/own/factors/passkey/options")
        return await self.posts("/own/factors/passkey", name=name, credential=device.makes(options))

    async def task(self, url: str) -> dict[str, Any]:
        """What the page's script fetches."""
        answer = await self.posts(url)
        assert answer.status_code == 200, answer.status_code
        found: dict[str, Any] = answer.json()
        return found

    async def codes(self) -> list[str]:
        """The recovery codes on their sheet."""
        return RECOVERY_CODE.findall((await self.browser.opens("/own/factors/recovery-codes")).text)

    async def factor_ids(self) -> list[str]:
        """The factors in the list, as their links name them."""
        return FACTOR.findall((await self.browser.opens("/own/factors")).text)
