"""Which installation a command is about, and its house opened for the command."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from email.errors import MessageError
from pathlib import Path
from typing import Annotated, TypeVar

from cyclopts import Parameter

from ugyfelkapu.app import House, opened
from ugyfelkapu.cli.refusals import CommandRefusedError
from ugyfelkapu.foundation import metrics
from ugyfelkapu.foundation.database import DatabaseUnavailableError
from ugyfelkapu.settings import read_settings

DEMO_SETTINGS = "settings.toml"

SettingsFile = Annotated[Path | None, Parameter(name="--settings", help="The installation's settings file.")]
DataFolder = Annotated[Path | None, Parameter(name="--data", help="A demo's folder, instead of --settings.")]

_Answer = TypeVar("_Answer")


def settings_file(settings: Path | None, data: Path | None) -> Path:
    """The one file that was meant."""
    if settings is None and data is None:
        message = "which installation? Give --settings FILE, or --data DIR of a demo"
        raise CommandRefusedError(message)
    return (settings or (data or Path()) / DEMO_SETTINGS).absolute()


def in_house(settings: Path | None, data: Path | None, act: Callable[[House], Awaitable[_Answer]]) -> _Answer:
    """Open the installation, act in it, and close it."""
    file = settings_file(settings, data)

    async def run() -> _Answer:
        async with AsyncExitStack() as stack:
            return await act(await _entered(stack, file))

    return asyncio.run(run())


async def require_tables(house: House) -> None:
    """Fail where a database was never migrated; one that does not answer now may do so later."""
    for wing, database in (("gate", house.gate.database), ("broker", house.broker.database)):
        with suppress(DatabaseUnavailableError):
            await metrics.look(wing, database.reader)


async def _entered(stack: AsyncExitStack, file: Path) -> House:
    """The open house; what its settings lead to and cannot be read is the operator's to mend."""
    try:
        return await stack.enter_async_context(opened(read_settings(file)))
    except MessageError as error:
        message = f"setting mail_sender: is no e-mail address: {error}"
        raise CommandRefusedError(message) from error
    except ValueError as error:
        message = f"{file}: names a file or an address that cannot be read: {error}"
        raise CommandRefusedError(message) from error
