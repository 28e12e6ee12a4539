"""What a client library would never send, on a real port: requests that are malformed, doubled, cut off (RFC 9112)."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest
import uvicorn

from tests.attacks.whole_site import WholeSite

REQUESTS = {
    "malformed percent": b"GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
    "percent at the end": b"GET /own% HTTP/1.1\r\nHost: a\r\n\r\n",
    "not UTF-8": b"GET /\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n",
    "no host": b"GET /own HTTP/1.1\r\n\r\n",
    "two hosts": b"GET /own HTTP/1.1\r\nHost: a\r\nHost: evil.example\r\n\r\n",
    "absolute": b"GET http://evil.example/own/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "no path": b"GET  HTTP/1.1\r\nHost: a\r\n\r\n",
    "star": b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    "two lengths": b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde",
    "length and chunks": (
        b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    ),
    "negative length": b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    "malformed chunk": b"POST /sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "space in a name": b"GET /own HTTP/1.1\r\nHost: a\r\nX Y: z\r\n\r\n",
    "folded": b"GET /own HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\n\r\n",
    "endless header": b"GET /own HTTP/1.1\r\nHost: a\r\nX-A: " + b"b" * 200_000 + b"\r\n\r\n",
    "many headers": b"GET /own HTTP/1.1\r\nHost: a\r\n" + b"X-A: b\r\n" * 3_000 + b"\r\n",
    "not HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "HTTP 2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP 0.9": b"GET /own\r\n\r\n",
}


class _Server(uvicorn.Server):
    """A server within a test, which leaves the test's signals alone."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """No signals."""
        yield


@pytest.fixture
async def port(site: WholeSite) -> AsyncIterator[int]:
    """Where the site really listens."""
    server = _Server(uvicorn.Config(site.app, port=0, lifespan="off", access_log=False, log_level="critical", http="httptools"))
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await task


@pytest.mark.parametrize("what", REQUESTS)
async def test_a_malformed_request_is_refused_and_the_next_person_is_served(port: int, what: str) -> None:
    status = await _status(port, REQUESTS[what])
    assert status is None or status < 500, f"{what}: {status}"
    assert await _status(port, b"GET /sign-in HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n") == 200


async def test_a_request_that_was_cut_off_changes_nothing(site: WholeSite, port: int) -> None:
    before = await site.state()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n")
    writer.write(b"Content-Length: 1000\r\n\r\nusername=a")
    await writer.drain()
    writer.close()
    assert await reader.read() == b""
    assert await _status(port, b"GET /sign-in HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n") == 200
    assert await site.state() == before


async def _status(port: int, request: bytes) -> int | None:
    """The answer's status; `None` when the connection was closed without one."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        await writer.drain()
        async with asyncio.timeout(60):
            line = await reader.readline()
    except ConnectionError:
        return None
    finally:
        writer.close()
    return int(line.split()[1]) if line.startswith(b"HTTP/") else None
