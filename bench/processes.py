"""Starts the servers that are measured, on the cores they are given, and ends them whatever happens."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from bench.machine import on_cores

PATIENCE_SECONDS = 60.0
GOODBYE_SECONDS = 10.0
LOOK_EVERY_SECONDS = 0.005
HTTP_OK = 200


class NotStartedError(Exception):
    """A server ended, or never answered; its output says why."""


@contextmanager
def running(
    command: Sequence[str], *, cores: set[int], output: Path, environment: Mapping[str, str] = os.environ
) -> Iterator[subprocess.Popen[bytes]]:
    """A server process; told to end at the end, and ended if it does not listen."""
    with output.open("ab") as file, on_cores(cores):
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=file, stderr=file, env={**environment, "NODE_ENV": "production"}
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(GOODBYE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def ugyfelkapu(*arguments: str) -> list[str]:
    """Our own command line, as this Python has it."""
    return [sys.executable, "-m", "ugyfelkapu.cli", *arguments]


def wait_until_ready(process: subprocess.Popen[bytes], *, port: int, path: str, output: Path) -> None:
    """Until the first 200."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if _answers(port, path):
            return
        time.sleep(LOOK_EVERY_SECONDS)
    raise NotStartedError(output.read_text(encoding="utf-8", errors="replace")[-2000:])


def wait_for_line(process: subprocess.Popen[bytes], line: str, *, output: Path) -> None:
    """Until the process has printed this line."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if line in output.read_text(encoding="utf-8", errors="replace").splitlines():
            return
        time.sleep(LOOK_EVERY_SECONDS)
    raise NotStartedError(output.read_text(encoding="utf-8", errors="replace")[-2000:])


def free_port(following: int = 1) -> int:
    """A port that nobody listens on, nor on the ones that follow it."""
    for _ in range(100):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port: int = listener.getsockname()[1]
        if port + following < 2**16 and all(_is_free(port + place) for place in range(following)):
            return port
    message = "no free ports"
    raise NotStartedError(message)


def _is_free(port: int) -> bool:
    with suppress(OSError), socket.create_server(("127.0.0.1", port)):
        return True
    return False


def _answers(port: int, path: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == HTTP_OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
