"""An installation of the tests' own whose servers can be killed one by one: real processes, a town of people, real ports."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.town import free_ports
from ugyfelkapu.app import database, migrated, opened
from ugyfelkapu.broker.actions import check_invariants as broker
from ugyfelkapu.demo.addresses import Addresses
from ugyfelkapu.demo.contract import Accounts, keep_accounts, read_accounts
from ugyfelkapu.demo.folder import Folder
from ugyfelkapu.demo.guide import keep_guide
from ugyfelkapu.demo.options import DemoOptions
from ugyfelkapu.demo.people import SEED
from ugyfelkapu.demo.town import populate
from ugyfelkapu.foundation.database import Database
from ugyfelkapu.foundation.invariants import Weight
from ugyfelkapu.gate.actions.upkeep import check_invariants as gate
from ugyfelkapu.settings import Settings, read_settings

PATIENCE_SECONDS = 90.0
LOOK_EVERY_SECONDS = 0.05
HEALTH = {"registers": "/health/live", "mailbox": "/health/live", "site": "/health/ready"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Folder, addresses and running servers."""

    folder: Folder
    addresses: Addresses
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def site(self) -> str:
        return self.addresses.public_url

    @property
    def accounts(self) -> Accounts:
        """The town's people, once it is populated."""
        return read_accounts(self.folder.accounts)

    @property
    def settings(self) -> Settings:
        return read_settings(self.folder.settings)

    def start(self, name: str, *, as_name: str = "") -> None:
        """Start a server and wait until it answers; `as_name` tells a second one of its kind apart."""
        with (self.folder.logs / f"{as_name or name}.log").open("ab") as log:
            self.running[as_name or name] = subprocess.Popen(
                [sys.executable, "-m", *_arguments(self.folder, self.addresses, name)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        if name in HEALTH:
            self.wait_for(name)

    def wait_for(self, name: str) -> None:
        """Wait until a server is well."""
        url = f"http://127.0.0.1:{self.addresses.ports[name]}{HEALTH[name]}"
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and self.running[name].poll() is None:
            try:
                if httpx.get(url).is_success:
                    return
            except httpx.TransportError:
                pass
            time.sleep(LOOK_EVERY_SECONDS)
        raise RuntimeError(self.log(name))

    def kill(self, name: str) -> None:
        """`kill -9`: nothing in the process has a chance to tidy up."""
        process = self.running.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def log(self, name: str) -> str:
        """What a server said."""
        return (self.folder.logs / f"{name}.log").read_text(encoding="utf-8")

    def end(self) -> None:
        """End every server in good order."""
        for process in reversed(self.running.values()):
            process.send_signal(signal.SIGTERM)
        for process in reversed(self.running.values()):
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.running.clear()

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`ugyfelkapu ARGUMENTS` for this installation."""
        command = [sys.executable, "-m", "ugyfelkapu.cli", *arguments, "--settings", str(self.folder.settings)]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"COLUMNS": "200"})

    async def require_whole(self) -> None:
        """What `ugyfelkapu check` asks finds nothing."""
        async with opened(self.settings) as house:
            found = await gate.check_invariants(house.gate) + await broker.check_invariants(house.broker)
        assert not [finding for finding in found if finding.weight is Weight.BROKEN], found

    @asynccontextmanager
    async def gate_database(self) -> AsyncIterator[Database]:
        """The gate's database, to look into."""
        held = database(self.settings.gate_database)
        try:
            yield held
        finally:
            await held.close()


@contextmanager
def installed(
    path: Path, *, gate_database: str | None = None, broker_database: str | None = None, mailbox: bool = True
) -> Iterator[Installation]:
    """A populated installation with nothing running but the registers, and the mailbox if wished; it ends with the block."""
    options = DemoOptions(
        data=path,
        port=free_ports(),
        fresh=False,
        gate_database=gate_database,
        broker_database=broker_database,
        workers=1,
        public_url=None,
        card_port=None,
    )
    folder, addresses = Folder(path=path), Addresses.of(options.port, None)
    path.mkdir(parents=True, exist_ok=True)
    folder.furnish(options, addresses)
    installation = Installation(folder=folder, addresses=addresses)
    try:
        installation.start("registers")
        installation.start("mailbox")
        asyncio.run(_populate(folder, addresses))
        if not mailbox:
            installation.kill("mailbox")
        yield installation
    finally:
        installation.end()


async def _populate(folder: Folder, addresses: Addresses) -> None:
    async with opened(read_settings(folder.settings)) as house:
        await migrated(house)
        accounts = await populate(house, folder, addresses)
    keep_accounts(accounts, folder.accounts)
    keep_guide(accounts, addresses, folder.guide)


def _arguments(folder: Folder, addresses: Addresses, name: str) -> list[str]:
    ports = {server: str(port) for server, port in addresses.ports.items()}
    settings = ["--settings", str(folder.settings)]
    registers = ["--port", ports["registers"], "--seed", str(SEED), "--token-file", str(folder.registers_token)]
    mailbox = ["--folder", str(folder.mailbox), "--smtp-port", ports["smtp"], "--http-port", ports["mailbox"]]
    return {
        "registers": ["ugyfelkapu.demo.registers", *registers],
        "mailbox": ["ugyfelkapu.demo.mailbox", *mailbox],
        "site": ["ugyfelkapu.cli", "serve", *settings],
        "worker": ["ugyfelkapu.cli", "worker", *settings],
    }[name]
