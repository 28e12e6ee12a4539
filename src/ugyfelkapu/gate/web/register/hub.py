"""Which ways into a gate there are and for whom, in plain words (`domain.md` R1 to R3)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.gate.web.register.room import PREFILLED, PROVISIONAL, READY, REGISTER, RegisterRoom


def routes(room: RegisterRoom) -> list[BaseRoute]:
    """The hub, and the page after a provisional gate's activation."""
    return [
        Route(REGISTER, partial(_page, room, "hub"), methods=["GET"]),
        Route(READY, partial(_page, room, "ready"), methods=["GET"]),
    ]


async def _page(room: RegisterRoom, name: str, request: Request) -> Response:
    values = {"prefilled": PREFILLED, "provisional": PROVISIONAL}
    return room.pages.answer(room.pages.visit(request), f"register/{name}.html", values)
