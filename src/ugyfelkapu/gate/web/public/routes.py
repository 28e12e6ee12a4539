"""The pages anybody may read without signing in: `/`, `/questions`, `/accessibility`, `/privacy` and `/status`."""

import gzip
from asyncio import timeout
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Pages
from ugyfelkapu.gate.web.public.guide import Guide
from ugyfelkapu.ports import Clock

PROBE_SECONDS = 2.0
"""The status page waits no longer: whoever looks at it in an outage needs an answer."""

Probe = Callable[[], Awaitable[bool]]
"""Whether this installation can do its work now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicRoom:
    """What the public pages need."""

    pages: Pages
    clock: Clock
    probe: Probe
    services_url: str
    """The broker's directory of connected services."""
    guide: Guide | None
    """The walk through the demo; none outside it."""


def routes(room: PublicRoom) -> list[BaseRoute]:
    """The room's addresses; all are plain reads."""
    return [
        Route("/", partial(_page, room, "home")),
        Route("/questions", partial(_page, room, "questions")),
        Route("/accessibility", partial(_page, room, "accessibility")),
        Route("/privacy", partial(_page, room, "privacy")),
        Route("/status", partial(_status, room)),
    ]


async def _page(room: PublicRoom, name: str, request: Request) -> Response:
    return _answer(room, name, {"services_url": room.services_url}, request=request)


async def _status(room: PublicRoom, request: Request) -> Response:
    """The page itself is an answer even when the installation is not ready, so its status is 200 (`domain.md R18`)."""
    works = await _works(room.probe)
    return _answer(room, "status", {"works": works, "checked_at": room.clock.now()}, request=request)


def _answer(room: PublicRoom, name: str, values: Mapping[str, object], *, request: Request) -> Response:
    visit = room.pages.visit(request)
    page = room.pages.answer(visit, f"public/{name}.html", {"guide": room.guide, **values})
    return _compressed(page) if "gzip" in request.headers.get("accept-encoding", "") else page


def _compressed(page: Response) -> Response:
    """A page that is lighter on the way; only here, since these hold no secret whose bytes the size could betray (BREACH)."""
    page.body = gzip.compress(bytes(page.body), mtime=0)
    page.headers.update({"Content-Encoding": "gzip", "Content-Length": str(len(page.body)), "Vary": "Accept-Encoding"})
    return page


async def _works(probe: Probe) -> bool:
    """What the probe says; an answer that does not come in time is a no."""
    try:
        async with timeout(PROBE_SECONDS):
            return await probe()
    except TimeoutError:
        return False
