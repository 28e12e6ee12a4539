"""The order in which a demo starts: the outside world, then the town, then the installation, then the services."""

import asyncio
import signal
from collections.abc import Callable

from msgspec.structs import replace

from ugyfelkapu.app import migrated, opened, secret_in
from ugyfelkapu.demo.addresses import Addresses, PortInUseError, require_free
from ugyfelkapu.demo.cards import CardProxyMissingError, require_proxy, start_cards
from ugyfelkapu.demo.citizens import NotRegisteredError
from ugyfelkapu.demo.contract import Accounts, keep_accounts, read_accounts, write_contract
from ugyfelkapu.demo.folder import Folder, FolderRefusedError
from ugyfelkapu.demo.guide import keep_guide, told
from ugyfelkapu.demo.joining import ServiceRefusedError, configuration_file, rejoined
from ugyfelkapu.demo.options import DemoOptions
from ugyfelkapu.demo.people import SEED
from ugyfelkapu.demo.processes import Server, ServerDiedError, Servers
from ugyfelkapu.demo.reset import emptied
from ugyfelkapu.demo.services.kind import ServiceKind
from ugyfelkapu.demo.town import TownExistsError, populate
from ugyfelkapu.settings import read_settings

LOOK_EVERY_SECONDS = 0.5

Say = Callable[[str], None]


def refusals() -> tuple[type[Exception], ...]:
    """What can stand in a demo's way and is said in one line."""
    return (
        *(PortInUseError, FolderRefusedError, ServerDiedError, TownExistsError, NotRegisteredError, ServiceRefusedError),
        CardProxyMissingError,
    )


async def run(options: DemoOptions, say: Say) -> None:
    """Start everything, say where it is, and keep it running until Ctrl-C or a request to end."""
    folder = Folder(path=options.data.absolute())
    addresses = Addresses.of(options.port, options.public_url)
    with folder.held():
        require_free(addresses)
        require_proxy(options)
        if options.fresh:
            folder.empty()
            await emptied(options)
        folder.furnish(options, addresses)
        servers = Servers(logs=folder.logs, running=[])
        try:
            accounts = await _started(options, folder, addresses, servers=servers, say=say)
            write_contract(accounts, addresses, registers_token=secret_in(str(folder.registers_token)), file=folder.contract)
            say(told(accounts, addresses, folder))
            say("ready")
            await _until_ended(servers)
        finally:
            servers.end()


async def _started(options: DemoOptions, folder: Folder, addresses: Addresses, *, servers: Servers, say: Say) -> Accounts:
    say("Starting the state registers and the mailbox ...")
    await servers.answering(*_outside(folder, addresses, servers))
    settings = read_settings(folder.settings)
    async with opened(settings) as house:
        await migrated(house)
        if not folder.accounts.exists():
            say("Registering the first citizens at a counter ...")
            keep_accounts(await populate(house, folder, addresses), folder.accounts)
        accounts = read_accounts(folder.accounts)
        accounts = replace(accounts, services=await rejoined(house, folder, addresses, services=accounts.services))
        keep_accounts(accounts, folder.accounts)
    keep_guide(accounts, addresses, folder.guide)
    say("Starting the gate, the broker and the services ...")
    await servers.answering(*_inside(folder, addresses, servers), *start_cards(options, folder, addresses, servers=servers))
    return accounts


def _outside(folder: Folder, addresses: Addresses, servers: Servers) -> list[Server]:
    ports = addresses.ports
    registers = ["ugyfelkapu.demo.registers", "--port", str(ports["registers"]), "--seed", str(SEED)]
    registers += ["--token-file", str(folder.registers_token), "--events-file", str(folder.register_events)]
    mailbox = ["ugyfelkapu.demo.mailbox", "--folder", str(folder.mailbox)]
    mailbox += ["--smtp-port", str(ports["smtp"]), "--http-port", str(ports["mailbox"])]
    payments = ["ugyfelkapu.demo.payment_gateway", "--port", str(ports["payments"]), "--url", addresses.url("payments")]
    payments += ["--key-file", str(folder.payment_key), "--books", str(folder.payment_books)]
    return [
        servers.start("payments", payments, health_url=f"{addresses.url('payments')}/health/live"),
        servers.start("registers", registers, health_url=f"{addresses.url('registers')}/health/live"),
        servers.start("mailbox", mailbox, health_url=f"{addresses.url('mailbox')}/health/live"),
    ]


def _inside(folder: Folder, addresses: Addresses, servers: Servers) -> list[Server]:
    settings = ["--settings", str(folder.settings)]
    authenticator = ["ugyfelkapu.demo.authenticator", "--accounts", str(folder.accounts)]
    authenticator += ["--port", str(addresses.ports["authenticator"])]
    signing = ["ugyfelkapu.demo.signing", "--folder", str(folder.signing), "--trusted", str(folder.trusted)]
    signing += ["--accounts", str(folder.accounts), "--port", str(addresses.ports["signing"])]
    site = f"{addresses.site_here}/health/ready"
    started = [
        servers.start("site", ["ugyfelkapu.cli", "serve", *settings], health_url=site),
        servers.start("worker", ["ugyfelkapu.cli", "worker", *settings]),
        servers.start("signing", signing, health_url=f"{addresses.url('signing')}/health/live"),
        servers.start("authenticator", authenticator, health_url=addresses.url("authenticator")),
    ]
    for kind in ServiceKind:
        arguments = ["ugyfelkapu.demo.services", kind.value, str(configuration_file(folder, kind))]
        started.append(servers.start(kind.value, arguments, health_url=addresses.url(kind.value)))
    return started


async def _until_ended(servers: Servers) -> None:
    """Wait for Ctrl-C or SIGTERM; `ServerDiedError` when a server ends by itself before."""
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    while not ended.is_set():
        servers.require_alive()
        try:
            async with asyncio.timeout(LOOK_EVERY_SECONDS):
                await ended.wait()
        except TimeoutError:
            continue
