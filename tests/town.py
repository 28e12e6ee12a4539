"""A demo of the tests' own, started as anybody would start it, and what it promises to automation."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PATIENCE_SECONDS = 90.0
SERVERS = 13
"""How many ports in a row a demo takes, with some to spare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A running demo."""

    folder: Path
    contract: dict[str, Any]
    process: subprocess.Popen[bytes]

    @property
    def site(self) -> str:
        return str(self.contract["site"])


@contextmanager
def running_demo(folder: Path, *options: str) -> Iterator[Town]:
    """A demo in its own folder and on ports of its own; it ends with the block."""
    arguments = [sys.executable, "-m", "ugyfelkapu.cli", "demo", "--data", str(folder), "--port", str(free_ports()), *options]
    folder.mkdir(parents=True, exist_ok=True)
    with _output(folder).open("wb") as output:
        process = subprocess.Popen(arguments, stdout=output, stderr=subprocess.STDOUT, cwd=folder)
    try:
        yield Town(folder=folder, contract=_contract(folder, process), process=process)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.wait(30)


def _contract(folder: Path, process: subprocess.Popen[bytes]) -> dict[str, Any]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if (folder / "demo.json").exists():
            return dict(json.loads((folder / "demo.json").read_bytes()))
        time.sleep(0.1)
    raise RuntimeError(_output(folder).read_text(encoding="utf-8"))


def _output(folder: Path) -> Path:
    """What the demo says; beside its folder, since a new demo wants an empty one."""
    return folder.with_suffix(".out")


def free_ports() -> int:
    """The first of `SERVERS` ports in a row that nobody uses; each test process looks in a range of its own."""
    start = 20_000 + (os.getpid() * 37) % 10_000
    for first in range(start, 60_000, SERVERS):
        if all(_is_free(port) for port in range(first, first + SERVERS)):
            return first
    message = "no free ports"
    raise RuntimeError(message)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
