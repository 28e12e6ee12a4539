"""Lists of revoked certificates (RFC 5280 section 5) from the addresses that the operator named, kept for a while.

An address in a certificate is never asked: a stranger may have written it (`docs/security.md` 8).
"""

import asyncio
from time import monotonic

import httpx
from cryptography import x509

from ugyfelkapu.adapters.bounded_http import reply_to

MOST_BYTES = 8 * 1024 * 1024
PATIENCE_SECONDS = 3.0
KEPT_SECONDS = 600.0
"""A list is asked for again after ten minutes; while its address is silent, the old one counts as long as it says it does."""

_AS_IT_IS = {"Accept-Encoding": "identity"}


class RevocationLists:
    """The lists of one installation; which is fresh is for whoever reads them to judge, by their own dates."""

    def __init__(self, addresses: list[str], client: httpx.AsyncClient) -> None:
        self._addresses = addresses
        self._client = client
        self._kept: dict[str, tuple[float, bytes]] = {}

    async def current(self) -> list[bytes]:
        """All of them that could be had, DER; asked for together."""
        await asyncio.gather(*(self._refresh(address) for address in self._addresses if self._is_old(address)))
        return [body for _, body in self._kept.values()]

    def _is_old(self, address: str) -> bool:
        return address not in self._kept or monotonic() - self._kept[address][0] > KEPT_SECONDS

    async def _refresh(self, address: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                body = await self._fetch(address)
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError):
            return
        self._kept[address] = monotonic(), body

    async def _fetch(self, address: str) -> bytes:
        """The list; `ValueError` when the answer is none."""
        request = self._client.build_request("GET", address, headers=_AS_IT_IS)
        reply = await reply_to(self._client, request, most_bytes=MOST_BYTES)
        if reply.status != httpx.codes.OK or len(reply.body) > MOST_BYTES:
            raise ValueError(reply.status)
        x509.load_der_x509_crl(reply.body)
        return reply.body
