"""Asking other servers within bounds: short patience, no redirect, no proxy of the environment, no endless answer."""

import ssl
from dataclasses import dataclass, field

import httpx


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back; the body cut off just above the limit, and never unpacked."""

    status: int
    body: bytes
    headers: httpx.Headers = field(default_factory=httpx.Headers)


def bounded_client(
    *, whole_seconds: float, connect_seconds: float, most_connections: int, trust: ssl.SSLContext | None = None
) -> httpx.AsyncClient:
    """A client with these patiences, for one kind of server; `trust`: whose certificates count, else the bundled list."""
    return httpx.AsyncClient(
        verify=trust or True,
        timeout=httpx.Timeout(whole_seconds, connect=connect_seconds),
        limits=httpx.Limits(max_connections=most_connections),
        follow_redirects=False,
        trust_env=False,
    )


async def reply_to(client: httpx.AsyncClient, request: httpx.Request, *, most_bytes: int) -> Reply:
    """Send it, and read no more than tells that the answer is too long; `httpx.HTTPError` when none comes."""
    response = await client.send(request, stream=True, follow_redirects=False)
    body = bytearray()
    try:
        async for chunk in response.aiter_raw():
            body.extend(chunk)
            if len(body) > most_bytes:
                break
    finally:
        await response.aclose()
    return Reply(status=response.status_code, body=bytes(body), headers=response.headers)
