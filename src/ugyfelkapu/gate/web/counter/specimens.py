"""Portrait and signature of an open case: straight from the register to the clerk's screen, kept nowhere (`domain.md R4`)."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page.headers import page_headers
from ugyfelkapu.gate.actions.counter.view_case import Specimen, show_specimen
from ugyfelkapu.gate.domain.counter_case import CaseId
from ugyfelkapu.gate.web.counter.room import CASE, CounterRoom, Desk, Handler, for_registrars


def routes(room: CounterRoom) -> list[BaseRoute]:
    """One address for each."""
    return [Route(f"{CASE}/{specimen}", for_registrars(room, _sender(specimen)), methods=["GET"]) for specimen in Specimen]


def _sender(specimen: Specimen) -> Handler:
    async def send(room: CounterRoom, desk: Desk, request: Request) -> Response:
        case_id = CaseId(request.path_params["case_id"])
        image = await show_specimen(room.world, desk.clerk, case_id, specimen=specimen, now=desk.now)
        if image is None:
            raise HTTPException(404)
        headers = page_headers(secure=room.pages.cookies.secure)
        return Response(image, media_type="image/png", headers=headers)

    return send
