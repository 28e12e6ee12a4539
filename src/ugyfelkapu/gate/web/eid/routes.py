"""The addresses of registration with an eID card; start here."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.gate.web.eid import card, code, details
from ugyfelkapu.gate.web.eid.room import CODE, EID, WITH_CARD, EidRoom


def routes(room: EidRoom) -> list[BaseRoute]:
    """Which way, the proof, the wish, the end."""
    start = Route(EID, partial(_ways, room), methods=["GET"])
    return [start, *code.routes(room), *card.routes(room), *details.routes(room)]


async def _ways(room: EidRoom, request: Request) -> Response:
    values = {"code": CODE, "with_card": WITH_CARD if room.entrance else None}
    return room.pages.answer(room.pages.visit(request), "eid/ways.html", values)
