"""What is done behind the pages, again and again: each chore at its own pace, and none stops another."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import structlog

from ugyfelkapu.foundation.database import DatabaseUnavailableError

LONGEST_PAUSE_SECONDS = 5.0
"""After failures a chore waits twice as long each time, up to this or its own pause: an outage ends for the chores as soon
as it ends for the pages."""

_log = structlog.get_logger("worker")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """One piece of work; `run` says whether there may be more to do at once."""

    name: str
    pause_seconds: float
    run: Callable[[], Awaitable[bool]]


async def work(chores: Sequence[Chore], stop: asyncio.Event) -> None:
    """Do all chores until `stop` is set; what is running then is finished."""
    async with asyncio.TaskGroup() as group:
        for chore in chores:
            group.create_task(_repeat(chore, stop), name=chore.name)


async def _repeat(chore: Chore, stop: asyncio.Event) -> None:
    pause = chore.pause_seconds
    while not stop.is_set():
        try:
            if await chore.run():
                continue
            pause = chore.pause_seconds
        except DatabaseUnavailableError as error:
            _log.warning("database_unavailable", chore=chore.name, reason=str(error))
            pause = _longer(pause, chore)
        except Exception as error:  # noqa: BLE001 - whatever fails one chore, the others and its next turn go on
            with suppress(OSError):  # a log that cannot be written ends no chore
                _log.warning("chore_failed", chore=chore.name, error=type(error).__name__, exc_info=error)
            pause = _longer(pause, chore)
        await _rest(pause, stop)


def _longer(pause: float, chore: Chore) -> float:
    return min(pause * 2, max(LONGEST_PAUSE_SECONDS, chore.pause_seconds))


async def _rest(seconds: float, stop: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
