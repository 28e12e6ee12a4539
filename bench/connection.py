"""Keep-alive HTTP/1.1 that costs the measuring side little: no header objects, one request at a time (RFC 9112)."""

import asyncio
import re
from dataclasses import dataclass
from typing import cast

LONGEST_WAIT_SECONDS = 30.0
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked\r\n", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection: *close\r\n", re.IGNORECASE)
_END = b"\r\n\r\n"
_LAST_CHUNK = b"0\r\n\r\n"


class WrongAnswerError(Exception):
    """The server did not answer as it must; a measurement of wrong answers is worth nothing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, the head as it came, and the body."""

    status: int
    head: bytes
    body: bytes


class Connection(asyncio.Protocol):
    """Sends bytes, gives the answer; every answer must carry its length or come in chunks."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._waiting: asyncio.Future[Answer] | None = None
        self._transport: asyncio.Transport | None = None
        self.is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what to write to."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one in all but ancestry
        self.is_open = True

    def data_received(self, data: bytes) -> None:
        """Hand the answer on as soon as it is whole."""
        self._buffer += data
        waiting = self._waiting
        if waiting is None or waiting.done():
            return
        try:
            answer = self._whole()
        except WrongAnswerError as error:
            waiting.set_exception(error)
            return
        if answer is not None:
            self._waiting = None
            waiting.set_result(answer)

    def connection_lost(self, exc: Exception | None) -> None:
        """Whoever waits is told."""
        self.is_open = False
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(exc or WrongAnswerError("the server closed the connection"))

    def ask(self, request: bytes) -> asyncio.Future[Answer]:
        """The answer to come."""
        if self._transport is None or self._waiting is not None:
            message = "not connected, or the last answer is still to come"
            raise WrongAnswerError(message)
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._waiting

    def close(self) -> None:
        """Say goodbye."""
        if self._transport is not None:
            self._transport.close()

    def _whole(self) -> Answer | None:
        end = self._buffer.find(_END)
        if end < 0:
            return None
        head = bytes(self._buffer[: end + 2])
        body = self._body(head, end + len(_END))
        if body is None:
            return None
        self._buffer.clear()
        return Answer(int(head[9:12]), head, body)

    def _body(self, head: bytes, begins: int) -> bytes | None:
        """The body that begins there, as soon as it is whole."""
        length = _LENGTH.search(head)
        if length is not None:
            ends = begins + int(length[1])
            return bytes(self._buffer[begins:ends]) if len(self._buffer) >= ends else None
        if _CHUNKED.search(head) is None:
            message = f"an answer without Content-Length: {head[:200]!r}"
            raise WrongAnswerError(message)
        rest = bytes(self._buffer[begins:])
        return _joined(rest) if rest.startswith(_LAST_CHUNK) or rest.endswith(b"\r\n" + _LAST_CHUNK) else None


class Line:
    """Connections one after another to a server that may close each when it likes; opening the next is part of its time."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection: Connection | None = None

    async def ask(self, request: bytes) -> Answer:
        """The answer, over the connection there is or a new one."""
        if self._connection is None or not self._connection.is_open:
            self._connection = await connected(self._port)
        answer = await self._connection.ask(request)
        if _CLOSES.search(answer.head):
            self.close()
        return answer

    def close(self) -> None:
        """Say goodbye."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


async def connected(port: int) -> Connection:
    """A connection to a server on this machine."""
    _, connection = await asyncio.get_running_loop().create_connection(Connection, "127.0.0.1", port)
    return connection


def request(method: str, target: str, *, port: int, headers: dict[str, str] | None = None, body: str = "") -> bytes:
    """A request as bytes; a body is a form."""
    lines = [f"{method} {target} HTTP/1.1", f"Host: localhost:{port}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if method == "POST":
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body.encode())}"]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def _joined(chunks: bytes) -> bytes:
    """The body that came in chunks (RFC 9112 section 7.1)."""
    parts: list[bytes] = []
    place = 0
    while True:
        end = chunks.index(b"\r\n", place)
        size = int(chunks[place:end].partition(b";")[0], 16)
        if size == 0:
            return b"".join(parts)
        parts.append(chunks[end + 2 : end + 2 + size])
        place = end + 2 + size + 2
