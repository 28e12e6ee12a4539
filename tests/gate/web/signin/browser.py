"""A browser without scripts: it keeps cookies, reads the hidden token, and follows where it is sent."""

import re
from dataclasses import dataclass

import httpx

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
PAGE = re.compile(r'data-page="([^"]+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """One browser at the gate."""

    client: httpx.AsyncClient

    async def opens(self, url: str) -> httpx.Response:
        """Go to a page, redirects within the gate followed."""
        response = await self.client.get(url)
        while response.status_code == 303 and response.headers["location"].startswith("/"):
            response = await self.client.get(response.headers["location"])
        return response

    async def sends(self, url: str, **fields: str) -> httpx.Response:
        """Open a page and send its form; the answer itself, before any redirect."""
        token = TOKEN.search((await self.opens(url)).text)
        assert token, url
        return await self.client.post(url, data={"csrf_token": token.group(1), **fields})

    async def follows(self, response: httpx.Response) -> httpx.Response:
        """Where an answer leads."""
        assert response.status_code == 303, response.text
        return await self.opens(response.headers["location"])


def page_of(response: httpx.Response) -> str:
    """The stable name of a page."""
    match = PAGE.search(response.text)
    assert match, response.text
    return match.group(1)


def said(response: httpx.Response) -> str:
    """A page without what differs from request to request: the token."""
    return TOKEN.sub("", response.text)
