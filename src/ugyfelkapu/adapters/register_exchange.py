"""One exchange with the state registers: a request out, a bounded answer in, or why there is none."""

import asyncio
from dataclasses import dataclass

import httpx

from ugyfelkapu.adapters.bounded_http import Reply, reply_to
from ugyfelkapu.gate.domain.identity import Register
from ugyfelkapu.gate.ports import Unavailable

ANSWER_LIMIT_BYTES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RegisterLine:
    """The way to the registers behind one address; never printed, for it holds the key."""

    base_url: str
    """Without a slash at the end."""
    token: str
    client: httpx.AsyncClient

    async def ask(self, register: Register, path: str, *, content: bytes | None, ends_at: float) -> Reply | Unavailable:
        """POST the content, or GET when there is none; given up at `ends_at` of the loop's clock."""
        try:
            async with asyncio.timeout_at(ends_at):
                return await self._exchange(register, path, content=content)
        except (TimeoutError, httpx.TimeoutException):
            return Unavailable(register=register, reason="no answer in time")
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            return Unavailable(register=register, reason=type(error).__name__)

    async def _exchange(self, register: Register, path: str, *, content: bytes | None) -> Reply:
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
        }
        request = self.client.build_request(
            "GET" if content is None else "POST",
            f"{self.base_url}/v1/{register.value}/{path}",
            content=content,
            headers=headers if content is None else headers | {"Content-Type": "application/json"},
        )
        return await reply_to(self.client, request, most_bytes=ANSWER_LIMIT_BYTES)
