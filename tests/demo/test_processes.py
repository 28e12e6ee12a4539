"""The registers and the mailbox as processes of their own, as the demo starts them."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

ENDED_BY_REQUEST = {0, -signal.SIGTERM}
PATIENCE_SECONDS = 60.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def started(module: str, *arguments: str) -> Iterator[None]:
    """The process, ended as the demo ends it."""
    with subprocess.Popen([sys.executable, "-m", module, *arguments]) as process:
        try:
            yield
        finally:
            process.terminate()
            assert process.wait(timeout=PATIENCE_SECONDS) in ENDED_BY_REQUEST


def is_live(port: int) -> bool:
    """Whether the process answers once it has come up."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            return httpx.get(f"http://127.0.0.1:{port}/health/live", trust_env=False, timeout=PATIENCE_SECONDS).is_success
        except httpx.ConnectError:
            time.sleep(0.1)
    return False


def test_the_registers_start_and_end_on_their_own(tmp_path: Path) -> None:
    key, port = tmp_path / "key", free_port()
    key.write_text("key-of-the-gate\n", "utf-8")
    with started("ugyfelkapu.demo.registers", "--port", str(port), "--token-file", str(key)):
        assert is_live(port)


def test_the_mailbox_starts_and_ends_on_its_own(tmp_path: Path) -> None:
    smtp_port, http_port = free_port(), free_port()
    folder = tmp_path / "mailbox"
    ports = ("--smtp-port", str(smtp_port), "--http-port", str(http_port))
    with started("ugyfelkapu.demo.mailbox", "--folder", str(folder), *ports):
        assert is_live(http_port)
        with socket.create_connection(("127.0.0.1", smtp_port)) as connection:
            assert connection.recv(100).startswith(b"220 ")
