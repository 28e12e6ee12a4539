"""A clerk answers the correction request of whoever stands there, by asking the register again (`domain.md R10`)."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.gate.actions.counter.answer_correction import NotAnswered, answer_correction
from ugyfelkapu.gate.domain.counter_case import CaseId
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.web.counter.owner_case import no_case
from ugyfelkapu.gate.web.counter.room import CASE, CounterRoom, Desk, case_path, for_registrars

ANSWER = f"{CASE}/gates/{{gate_id}}/answer_correction"


def routes(room: CounterRoom) -> list[BaseRoute]:
    """One button."""
    return [
        Route(ANSWER, for_registrars(room, _back), methods=["GET"]),
        Route(ANSWER, for_registrars(room, _answer), methods=["POST"]),
    ]


async def _back(room: CounterRoom, desk: Desk, request: Request) -> Response:
    return room.pages.redirect(desk.visit, case_path(request.path_params["case_id"]))


async def _answer(room: CounterRoom, desk: Desk, request: Request) -> Response:
    case_id, gate_id = CaseId(request.path_params["case_id"]), GateId(request.path_params["gate_id"])
    await room.pages.form(request)
    outcome = await answer_correction(room.world, desk.clerk, case_id, gate_id=gate_id, now=desk.now)
    if outcome is NotAnswered.NO_CASE:
        return no_case(room, desk)
    return room.pages.redirect(desk.visit, f"{case_path(case_id)}?correction={outcome}")
