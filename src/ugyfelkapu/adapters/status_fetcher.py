"""Fetches what says whether certificates are revoked: from configured addresses alone, bounded (`security.md` 8)."""

import asyncio
from dataclasses import dataclass

import httpx

from ugyfelkapu.adapters.bounded_http import bounded_client, reply_to

CONNECT_SECONDS = 1.0
WHOLE_SECONDS = 3.0
"""For one answer."""

OCSP_LIMIT_BYTES = 64 * 1024
CRL_LIMIT_BYTES = 5_000_000
OCSP_REQUEST = "application/ocsp-request"
OCSP_RESPONSE = "application/ocsp-response"
MOST_CONNECTIONS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusFetcher:
    """Asks only below configured addresses, follows no redirect, and reads no more than it should."""

    allowed: tuple[str, ...]
    """Beginnings of addresses, each with scheme, host and a slash after it: `http://ocsp.example/`."""
    client: httpx.AsyncClient
    whole_seconds: float = WHOLE_SECONDS

    async def ocsp(self, url: str, request: bytes) -> bytes | None:
        """The responder's answer (RFC 6960 appendix A.1); `None`: not allowed, not there, not in time, too long."""
        headers = {"Content-Type": OCSP_REQUEST, "Accept": OCSP_RESPONSE, "Accept-Encoding": "identity"}
        return await self._body(url, content=request, headers=headers, limit=OCSP_LIMIT_BYTES)

    async def crl(self, url: str) -> bytes | None:
        """A list of revoked certificates, DER; `None` for the same reasons."""
        return await self._body(url, content=None, headers={"Accept-Encoding": "identity"}, limit=CRL_LIMIT_BYTES)

    def may_ask(self, url: str) -> bool:
        """Whether the address begins as a configured one, without a way out of it."""
        return url.startswith(self.allowed) and url.isascii() and not set(url) & set("\\@#") and ".." not in url

    async def _body(self, url: str, *, content: bytes | None, headers: dict[str, str], limit: int) -> bytes | None:
        if not self.allowed or not self.may_ask(url):
            return None
        request = self.client.build_request("GET" if content is None else "POST", url, content=content, headers=headers)
        try:
            async with asyncio.timeout(self.whole_seconds):
                return await self._read(request, limit=limit)
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, httpx.StreamError):
            return None

    async def _read(self, request: httpx.Request, *, limit: int) -> bytes | None:
        reply = await reply_to(self.client, request, most_bytes=limit)
        return reply.body if reply.status == httpx.codes.OK and len(reply.body) <= limit else None


def status_client() -> httpx.AsyncClient:
    """A client fit for it: short patience, no redirects, no proxy of the environment, no cookies kept from anybody."""
    return bounded_client(whole_seconds=WHOLE_SECONDS, connect_seconds=CONNECT_SECONDS, most_connections=MOST_CONNECTIONS)
