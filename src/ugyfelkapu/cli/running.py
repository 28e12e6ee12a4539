"""Commands that run something: the demo, the site, the worker, the migrations."""

import asyncio
import os
import signal
from pathlib import Path
from typing import Annotated

import structlog
import uvicorn
from cyclopts import Parameter, validators

from ugyfelkapu.adapters.huge_pages import huge_pages
from ugyfelkapu.app import House, migrated
from ugyfelkapu.chores import chores
from ugyfelkapu.cli.installation import DataFolder, SettingsFile, in_house, require_tables, settings_file
from ugyfelkapu.cli.refusals import CommandRefusedError
from ugyfelkapu.foundation.worker import work
from ugyfelkapu.settings import MOST_PORT, MOST_WORKERS, read_settings
from ugyfelkapu.site import SETTINGS_VARIABLE

_log = structlog.get_logger("serve")

DEMO_FOLDER = Path("demo-data")
DEMO_PORT = 8000
DEMO_PORTS = 10
"""How many ports in a row a demo takes."""

KEEP_ALIVE_SECONDS = 30
BACKLOG = 2048

_DEMO_PORTS = validators.Number(gte=1, lte=MOST_PORT - DEMO_PORTS + 1)
_CARD_PORT = validators.Number(gte=1, lte=MOST_PORT)
_WORKERS = validators.Number(gte=1, lte=MOST_WORKERS)


def demo(  # noqa: PLR0913 - these are the demo's options, each of them named
    *,
    data: Annotated[Path, Parameter(help="The demo's folder, made if absent and kept between runs.")] = DEMO_FOLDER,
    port: Annotated[int, Parameter(validator=_DEMO_PORTS, help="The site; further servers take the next ports.")] = DEMO_PORT,
    fresh: Annotated[bool, Parameter(negative=(), help="Start from nothing.")] = False,
    gate_database: Annotated[str | None, Parameter(help="A PostgreSQL URL; else a file in the folder.")] = None,
    broker_database: Annotated[str | None, Parameter(help="A PostgreSQL URL; else a file in the folder.")] = None,
    workers: Annotated[int, Parameter(validator=_WORKERS, help="Processes that serve the site.")] = 1,
    public_url: Annotated[str | None, Parameter(help="The address in all links, when a TLS proxy stands in front.")] = None,
    card_port: Annotated[int | None, Parameter(validator=_CARD_PORT, help="Where nginx asks for eID cards.")] = None,
) -> None:
    """Start everything on this machine, with a town to try it in, until Ctrl-C."""
    from ugyfelkapu.demo.options import DemoOptions  # noqa: PLC0415 - only this command needs the town and its libraries
    from ugyfelkapu.demo.start import refusals, run  # noqa: PLC0415 - the same

    options = DemoOptions(
        data=data,
        port=port,
        fresh=fresh,
        gate_database=gate_database,
        broker_database=broker_database,
        workers=workers,
        public_url=public_url,
        card_port=card_port,
    )
    try:
        asyncio.run(run(options, lambda line: print(line, flush=True)))
    except refusals() as refusal:
        raise CommandRefusedError(str(refusal)) from refusal


def serve(*, settings: SettingsFile = None, data: DataFolder = None) -> None:
    """Serve the pages and protocols of both wings."""
    file = settings_file(settings, data)
    read = read_settings(file)
    in_house(settings, data, require_tables)
    os.environ[SETTINGS_VARIABLE] = str(file)
    if (setting := huge_pages()) not in {None, "always"}:
        _log.info("password_hashing_could_be_faster", transparent_hugepage=setting, see="docs/operations.md")
    uvicorn.run(
        "ugyfelkapu.site:serving",
        factory=True,
        host=read.host,
        port=read.port,
        workers=read.workers,
        proxy_headers=False,  # the site does it, and notes before who really connects
        server_header=False,
        access_log=False,
        log_level="warning",
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        backlog=BACKLOG,
    )


def worker(*, settings: SettingsFile = None, data: DataFolder = None) -> None:
    """Do what is done behind the pages: mail, the door between the wings, seals, clean-up."""

    async def until_told(house: House) -> None:
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await work(chores(house), stop)

    in_house(settings, data, until_told)


def migrate(*, settings: SettingsFile = None, data: DataFolder = None) -> None:
    """Bring both databases to this version's tables."""
    for name in in_house(settings, data, migrated):
        print(name)
