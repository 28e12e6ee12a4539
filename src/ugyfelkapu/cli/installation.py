"""Which installation a command is about, and what may stand in its way."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

from cyclopts import Parameter

from ugyfelkapu.adapters.secret_box import WrongKeyFileError
from ugyfelkapu.app import House, opened
from ugyfelkapu.foundation.database import DatabaseUnavailableError
from ugyfelkapu.foundation.database.migrations import ChangedMigrationError
from ugyfelkapu.settings import SettingsError, read_settings

DEMO_SETTINGS = "settings.toml"

SettingsFile = Annotated[Path | None, Parameter(name="--settings", help="The installation's settings file.")]
DataFolder = Annotated[Path | None, Parameter(name="--data", help="A demo's folder, instead of --settings.")]

_Answer = TypeVar("_Answer")


class CommandRefusedError(Exception):
    """What was asked cannot be done; the one line says why."""


def refusals() -> tuple[type[Exception], ...]:
    """The failures that are answered in one line; any other is a bug and shows itself whole."""
    return (
        CommandRefusedError,
        SettingsError,
        DatabaseUnavailableError,
        ChangedMigrationError,
        WrongKeyFileError,
        OSError,
    )


def settings_file(settings: Path | None, data: Path | None) -> Path:
    """The one file that was meant."""
    if settings is None and data is None:
        message = "which installation? Give --settings FILE, or --data DIR of a demo"
        raise CommandRefusedError(message)
    return (settings or (data or Path()) / DEMO_SETTINGS).absolute()


def in_house(settings: Path | None, data: Path | None, act: Callable[[House], Awaitable[_Answer]]) -> _Answer:
    """Open the installation, act in it, and close it."""

    async def run() -> _Answer:
        async with opened(read_settings(settings_file(settings, data))) as house:
            return await act(house)

    return asyncio.run(run())
