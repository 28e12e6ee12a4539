"""The case of somebody who has a gate: first who stands there, then what can be done on the gate (`domain.md R4`)."""

from typing import assert_never

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Language
from ugyfelkapu.foundation.page.wording import day
from ugyfelkapu.gate.actions.counter.answer_correction import NotAnswered
from ugyfelkapu.gate.actions.counter.confirm_case import Confirmed, close_case, confirm_case
from ugyfelkapu.gate.actions.counter.open_case import CaseRefused
from ugyfelkapu.gate.actions.counter.register_at_counter import Confirmation, Incomplete, NoCase
from ugyfelkapu.gate.actions.counter.view_case import OpenCase, open_case_of
from ugyfelkapu.gate.actions.counter.view_case_gates import CaseGates, case_gates
from ugyfelkapu.gate.actions.registers.take_over_person import TakenOver
from ugyfelkapu.gate.domain.counter_case import CaseId
from ugyfelkapu.gate.domain.counter_service import Service
from ugyfelkapu.gate.domain.gate import Gate
from ugyfelkapu.gate.web.counter.case_page import Corrections, Entries, case_values
from ugyfelkapu.gate.web.counter.look_up import refusal_values
from ugyfelkapu.gate.web.counter.room import CASE, HOME, CounterRoom, Desk, case_path, for_registrars, service_path

KEYS = {
    Service.RESET_PASSWORD: "J",
    Service.REMOVE_FACTOR: "T",
    Service.CHANGE_EMAIL: "M",
    Service.PRINT_CODE: "K",
    Service.SUSPEND: "G",
    Service.LIFT: "O",
}
"""The letters pressed with Alt; none is a letter that browsers keep for themselves."""

CORRECTION_OUTCOMES = frozenset({*TakenOver, *NotAnswered} - {NotAnswered.NO_CASE})
"""What the page may be told of a correction request by its address."""


def routes(room: CounterRoom) -> list[BaseRoute]:
    """The confirmation and the end of such a case; the case itself has the address of every case."""
    return [
        Route(f"{CASE}/confirm", for_registrars(room, _back_to_case), methods=["GET"]),
        Route(f"{CASE}/confirm", for_registrars(room, _confirm), methods=["POST"]),
        Route(f"{CASE}/close", for_registrars(room, _back_to_case), methods=["GET"]),
        Route(f"{CASE}/close", for_registrars(room, _close), methods=["POST"]),
    ]


async def page(room: CounterRoom, desk: Desk, opened: OpenCase, *, gate: Gate, corrections: Corrections) -> Response:
    """Who stands there, until that is confirmed; then the services."""
    if opened.case.confirmed_at is None:
        values = case_values(room, desk, opened, entries=Entries(), corrections=corrections)
        since = day(gate.registered_at, Language(desk.visit.language))
        return room.pages.answer(desk.visit, "counter/case_owner.html", values | {"since": since})
    shown = await case_gates(room.world, desk.clerk, opened.case, now=desk.now)
    return room.pages.answer(
        desk.visit, "counter/services.html", _service_values(desk, opened, shown, outcome=corrections.answered)
    )


def no_case(room: CounterRoom, desk: Desk) -> Response:
    """There is no such case; what to do now."""
    refusal = {
        "title": room.pages.text(desk.visit, "counter.no_case.title"),
        "text": room.pages.text(desk.visit, "counter.no_case.text"),
        "fields": [],
    }
    values = {"clerk": desk.clerk, "refusal": refusal}
    return room.pages.answer(desk.visit, "counter/case_closed.html", values, status=404)


async def _back_to_case(room: CounterRoom, desk: Desk, request: Request) -> Response:
    """Whoever changes the language after a refusal comes by this address."""
    return room.pages.redirect(desk.visit, case_path(request.path_params["case_id"]))


async def _confirm(room: CounterRoom, desk: Desk, request: Request) -> Response:
    case_id = CaseId(request.path_params["case_id"])
    form = await room.pages.form(request)
    confirmed = frozenset(duty for duty in Confirmation if form.has(duty))
    outcome = await confirm_case(room.world, desk.clerk, case_id, confirmed=confirmed, now=desk.now)
    match outcome:
        case Confirmed():
            return room.pages.redirect(desk.visit, case_path(case_id))
        case Incomplete():
            return await _again(room, desk, case_id, incomplete=outcome, entries=Entries(confirmed=confirmed))
        case CaseRefused():
            values = {"clerk": desk.clerk, "refusal": refusal_values(room, desk, outcome)}
            return room.pages.answer(desk.visit, "counter/case_closed.html", values)
        case NoCase():
            return no_case(room, desk)
        case _:
            assert_never(outcome)


async def _again(room: CounterRoom, desk: Desk, case_id: CaseId, *, incomplete: Incomplete, entries: Entries) -> Response:
    opened = await open_case_of(room.world, desk.clerk, case_id, now=desk.now)
    if opened is None:
        return no_case(room, desk)
    values = case_values(room, desk, opened, entries=entries, corrections=Corrections(incomplete=incomplete))
    errors = {duty: room.pages.text(desk.visit, f"counter.owner.unconfirmed.{duty}") for duty in incomplete.unconfirmed}
    told = {"since": "", "errors": list(errors.items()), "error_of": errors}
    return room.pages.answer(desk.visit, "counter/case_owner.html", values | told)


async def _close(room: CounterRoom, desk: Desk, request: Request) -> Response:
    await room.pages.form(request)
    await close_case(room.world, desk.clerk, CaseId(request.path_params["case_id"]), now=desk.now)
    return room.pages.redirect(desk.visit, HOME)


def _service_values(desk: Desk, opened: OpenCase, shown: CaseGates, *, outcome: str) -> dict[str, object]:
    case_id = opened.case.case_id
    return {
        "clerk": desk.clerk,
        "case": opened.case,
        "closes_at": opened.closes_at,
        "path": case_path(case_id),
        "gates": [
            {
                "shown": gate,
                "paper": f"{service_path(case_id, gate.gate.gate_id, Service.PRINT_CODE)}/paper",
                "services": [
                    (service, service_path(case_id, gate.gate.gate_id, service), KEYS[service] if first else None)
                    for service in gate.services
                ],
            }
            for gate, first in zip(shown.gates, (True, *(False for _ in shown.gates)), strict=False)
        ],
        "done": shown.done,
        "correction": shown.correction,
        "correction_action": f"{case_path(case_id)}/gates/{shown.gates[0].gate.gate_id}/answer_correction"
        if shown.gates
        else "",
        "correction_outcome": outcome if outcome in CORRECTION_OUTCOMES else "",
    }
