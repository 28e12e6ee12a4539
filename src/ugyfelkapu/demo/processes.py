"""The demo's servers: real processes, started together, watched, and ended together."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

PATIENCE_SECONDS = 30.0
GOODBYE_SECONDS = 5.0
LOOK_EVERY_SECONDS = 0.05


class ServerDiedError(Exception):
    """A server ended by itself or never answered; its log says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server as it was started."""

    name: str
    process: subprocess.Popen[bytes]
    health_url: str
    """Answers 2xx once the server works; empty for one that has no address."""
    log: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """All servers of one demo; what they write goes to a file each."""

    logs: Path
    running: list[Server]

    def start(self, name: str, arguments: Sequence[str], *, health_url: str = "") -> Server:
        """Start `python -m arguments`; it ends with us even when we are killed."""
        log = self.logs / f"{name}.log"
        with log.open("ab") as file:
            process = subprocess.Popen(  # noqa: S603 - our own modules, no shell
                [*_with_us(), sys.executable, "-m", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for us to hear; we end the others in order
                env=os.environ | {"PYTHONUNBUFFERED": "1"},
            )
        server = Server(name=name, process=process, health_url=health_url, log=log)
        self.running.append(server)
        return server

    async def answering(self, *servers: Server) -> None:
        """Wait until each of them answers; `ServerDiedError` when one does not."""
        async with httpx.AsyncClient(timeout=2.0) as client:
            await asyncio.gather(*(_answering(client, server) for server in servers if server.health_url))

    def require_alive(self) -> None:
        """`ServerDiedError` when one has ended by itself."""
        for server in self.running:
            if server.process.poll() is not None:
                raise ServerDiedError(_epitaph(server))

    def end(self) -> None:
        """End them, the last started first, each with time to finish what it does."""
        for server in reversed(self.running):
            server.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + GOODBYE_SECONDS
        for server in reversed(self.running):
            try:
                server.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                server.process.kill()
                server.process.wait()
        self.running.clear()


async def _answering(client: httpx.AsyncClient, server: Server) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            if (await client.get(server.health_url)).is_success:
                return
        except httpx.HTTPError:
            pass
        await asyncio.sleep(LOOK_EVERY_SECONDS)
    raise ServerDiedError(_epitaph(server))


def _epitaph(server: Server) -> str:
    last = server.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
    return f"{server.name} does not run: {last[0] if last else 'it said nothing'} (all of it in {server.log})"


def _with_us() -> list[str]:
    """Have the kernel end a server when we are killed (util-linux; without it, only a `kill -9` leaves servers behind)."""
    return ["setpriv", "--pdeathsig", "TERM", "--"] if shutil.which("setpriv") else []
