"""One keep-alive HTTP/1.1 connection that costs the measuring side little: no header objects, one request at a time."""

import asyncio
import re
from dataclasses import dataclass
from typing import cast

LONGEST_WAIT_SECONDS = 30.0
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
_END = b"\r\n\r\n"


class WrongAnswerError(Exception):
    """The server did not answer as it must; a measurement of wrong answers is worth nothing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, the head as it came, and the body."""

    status: int
    head: bytes
    body: bytes


class Connection(asyncio.Protocol):
    """Sends bytes, gives the answer; every answer must carry its length."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._waiting: asyncio.Future[Answer] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what to write to."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one in all but ancestry

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
        length = _LENGTH.search(head)
        if length is None:
            message = f"an answer without Content-Length: {head[:200]!r}"
            raise WrongAnswerError(message)
        whole = end + len(_END) + int(length[1])
        if len(self._buffer) < whole:
            return None
        body = bytes(self._buffer[end + len(_END) : whole])
        self._buffer.clear()
        return Answer(int(head[9:12]), head, body)


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
