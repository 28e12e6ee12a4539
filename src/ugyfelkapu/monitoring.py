"""What an operator's machines ask: is it alive, is it ready, how much waits."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

import structlog
import uvicorn
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, Router

from ugyfelkapu.app import House
from ugyfelkapu.foundation import metrics
from ugyfelkapu.foundation.database import DatabaseUnavailableError

READY_SECONDS = 2.0
RETRY_AFTER_SECONDS = 5

_log = structlog.get_logger("monitoring")


def health(house: House) -> list[BaseRoute]:
    """`/health/live`: the process answers; `/health/ready`: it can do its work, else 503."""

    async def live(_request: Request) -> Response:
        return JSONResponse({"status": "live"})

    async def ready(_request: Request) -> Response:
        if await is_ready(house):
            return JSONResponse({"status": "ready"})
        headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
        return JSONResponse({"status": "not ready"}, status_code=503, headers=headers)

    return [Route("/health/live", live), Route("/health/ready", ready)]


async def is_ready(house: House) -> bool:
    """Whether both databases answer, and soon."""
    try:
        async with asyncio.timeout(READY_SECONDS):
            await house.gate.database.reader.one("SELECT 1 AS up")
            await house.broker.database.reader.one("SELECT 1 AS up")
    except (DatabaseUnavailableError, TimeoutError):
        return False
    return True


@asynccontextmanager
async def metrics_server(house: House) -> AsyncIterator[None]:
    """Serve `/metrics` on a port of its own, away from the public; of several processes the first has it."""
    listener = _listener(house)
    if listener is None:
        yield
        return
    router = Router([Route("/metrics", _metrics(house))])
    server = _Server(uvicorn.Config(router, lifespan="off", access_log=False, server_header=False, log_level="warning"))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield
    finally:
        server.should_exit = True
        await task


class _Server(uvicorn.Server):
    """A second server in a process whose first one hears the signals."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _metrics(house: House) -> Callable[[Request], Awaitable[Response]]:
    async def show(_request: Request) -> Response:
        for wing, database in (("gate", house.gate.database), ("broker", house.broker.database)):
            with suppress(DatabaseUnavailableError):
                await metrics.look(wing, database.reader)
        return Response(metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    return show


def _listener(house: House) -> socket.socket | None:
    if not house.settings.metrics_port:
        return None
    try:
        return socket.create_server((house.settings.host, house.settings.metrics_port))
    except OSError as error:
        _log.info("metrics_port_taken", port=house.settings.metrics_port, reason=error.strerror)
        return None
