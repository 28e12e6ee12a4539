"""Keeps a server busy for a bounded time and notes how long each piece of work took."""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

from bench.connection import LONGEST_WAIT_SECONDS
from bench.machine import cpu_seconds

MOST_PIECES = 200_000
"""No measurement does more, however fast the server is."""

WARM_UP_SECONDS = 0.5

Step = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one run gave."""

    pieces: int
    seconds: float
    latencies_ms: list[float]
    cpu_ms: float
    """What one piece cost the server's process, warm-up included; steadier than the clock where others use the cores."""

    @property
    def per_second(self) -> float:
        """Pieces of work a second."""
        return self.pieces / self.seconds

    def percentile_ms(self, percent: float) -> float:
        """The latency that so many percent stay within (nearest rank)."""
        ordered = sorted(self.latencies_ms)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


async def keep_busy(steps: Sequence[Step], *, seconds: float, servers: Sequence[int], beside: Sequence[Step] = ()) -> Measured:
    """Each step is repeated by itself, all at once; a little of the start is not counted, nor is what is done `beside`.

    `servers` are process ids; what grew from them counts with them.
    """
    gc.collect()
    gc.disable()  # its pauses would be the server's in the percentiles
    try:
        return await _busy(steps, seconds=seconds, servers=servers, beside=beside)
    finally:
        gc.enable()


async def _busy(steps: Sequence[Step], *, seconds: float, servers: Sequence[int], beside: Sequence[Step]) -> Measured:
    began_at = perf_counter() + WARM_UP_SECONDS
    ends_at = began_at + seconds
    latencies: list[float] = []
    cpu_before, done = cpu_seconds(servers), 0

    async def accompany(step: Step) -> None:
        while perf_counter() < ends_at:
            await step()

    async def repeat(step: Step) -> None:
        nonlocal done
        while (before := perf_counter()) < ends_at and len(latencies) < MOST_PIECES:
            await step()
            done += 1
            if (after := perf_counter()) >= began_at and after < ends_at:
                latencies.append((after - before) * 1000)

    async with asyncio.timeout(WARM_UP_SECONDS + seconds + LONGEST_WAIT_SECONDS), asyncio.TaskGroup() as group:
        for step in steps:
            group.create_task(repeat(step))
        for step in beside:
            group.create_task(accompany(step))
    return Measured(
        pieces=len(latencies),
        seconds=min(seconds, perf_counter() - began_at),
        latencies_ms=latencies,
        cpu_ms=(cpu_seconds(servers) - cpu_before) * 1000 / max(1, done),
    )
