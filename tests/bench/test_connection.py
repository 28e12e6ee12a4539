"""The bench's own HTTP client: an answer by length or in chunks, in pieces as they come, and a line that closes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bench.connection import Line, WrongAnswerError

ASKED = b"GET / HTTP/1.1\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@asynccontextmanager
async def _answering(*pieces: bytes) -> AsyncIterator[int]:
    """A server that answers each request with these bytes, a piece at a time; its port."""

    visits: list[asyncio.Task[None] | None] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visits.append(asyncio.current_task())
        while await reader.read(1000):
            for piece in pieces:
                writer.write(piece)
                await asyncio.sleep(0.01)
            if b"close" in pieces[0]:
                break
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
        await asyncio.gather(*(visit for visit in visits if visit))


async def _bodies(port: int, many: int = 2) -> list[bytes]:
    line = Line(port)
    try:
        return [(await line.ask(ASKED)).body for _ in range(many)]
    finally:
        line.close()


@pytest.mark.parametrize(
    "pieces",
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",),
        (b"HTTP/1.1 200 OK\r\ncontent-le", b"ngth: 5\r\n\r\nhe", b"llo"),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello",),
        (CHUNKED + b"2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n",),
        (CHUNKED, b"5\r\nhel", b"lo\r\n0\r\n", b"\r\n"),
    ],
)
async def test_an_answer_is_whole_however_it_comes(pieces: tuple[bytes, ...]) -> None:
    async with _answering(*pieces) as port:
        assert await _bodies(port) == [b"hello", b"hello"]


async def test_an_answer_of_unknown_length_ends_the_measurement() -> None:
    async with _answering(b"HTTP/1.1 200 OK\r\n\r\n") as port:
        with pytest.raises(WrongAnswerError, match="Content-Length"):
            await _bodies(port)
