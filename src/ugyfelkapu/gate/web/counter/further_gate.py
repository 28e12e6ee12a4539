"""A further gate for somebody who has one: what it costs, and the user name and address of the new one (`domain.md R11`)."""

from dataclasses import dataclass, field
from typing import assert_never

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.gate.actions.counter.further_gate import fee_of_further_gate
from ugyfelkapu.gate.actions.counter.open_case import CaseRefused
from ugyfelkapu.gate.actions.counter.register_at_counter import (
    Incomplete,
    NoCase,
    Registered,
    register_at_counter,
)
from ugyfelkapu.gate.actions.counter.view_case import open_case_of
from ugyfelkapu.gate.actions.fees.settlement import FeeDue
from ugyfelkapu.gate.domain.counter_case import CaseId
from ugyfelkapu.gate.web.counter.case_page import Corrections, Entries, case_values
from ugyfelkapu.gate.web.counter.entries import application_of, entries_of
from ugyfelkapu.gate.web.counter.look_up import refusal_values
from ugyfelkapu.gate.web.counter.owner_case import no_case
from ugyfelkapu.gate.web.counter.room import CASE, CounterRoom, Desk, case_path, for_registrars, receipt_path

FURTHER_GATE = f"{CASE}/further-gate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What was typed, and why the gate did not open."""

    entries: Entries = field(default_factory=Entries)
    corrections: Corrections = field(default_factory=Corrections)
    due: FeeDue | None = None


def routes(room: CounterRoom) -> list[BaseRoute]:
    """Ask and take."""
    return [
        Route(FURTHER_GATE, for_registrars(room, _show), methods=["GET"]),
        Route(FURTHER_GATE, for_registrars(room, _register), methods=["POST"]),
    ]


async def _show(room: CounterRoom, desk: Desk, request: Request) -> Response:
    return await _page(room, desk, _case_id(request), filled=Filled())


async def _register(room: CounterRoom, desk: Desk, request: Request) -> Response:
    case_id = _case_id(request)
    entries = entries_of(await room.pages.form(request), desk)
    if await _is_of_first_gate(room, desk, case_id):
        return room.pages.redirect(desk.visit, case_path(case_id))  # where document and register are compared
    outcome = await register_at_counter(room.world, desk.clerk, application_of(case_id, entries), now=desk.now)
    match outcome:
        case Registered(receipt=number):
            return room.pages.redirect(desk.visit, receipt_path(number))
        case Incomplete():
            return await _page(room, desk, case_id, filled=Filled(entries=entries, corrections=Corrections(incomplete=outcome)))
        case FeeDue():
            return await _page(room, desk, case_id, filled=Filled(entries=entries, due=outcome))
        case CaseRefused():
            values = {"clerk": desk.clerk, "refusal": refusal_values(room, desk, outcome)}
            return room.pages.answer(desk.visit, "counter/case_closed.html", values)
        case NoCase():
            return no_case(room, desk)
        case _:
            assert_never(outcome)


async def _is_of_first_gate(room: CounterRoom, desk: Desk, case_id: CaseId) -> bool:
    """Whether the open case is not one for this page; one that has just ended in a receipt is."""
    opened = await open_case_of(room.world, desk.clerk, case_id, now=desk.now)
    return opened is not None and await fee_of_further_gate(room.world, opened.case, now=desk.now) is None


async def _page(room: CounterRoom, desk: Desk, case_id: CaseId, *, filled: Filled) -> Response:
    opened = await open_case_of(room.world, desk.clerk, case_id, now=desk.now)
    if opened is None:
        return no_case(room, desk)
    fee = await fee_of_further_gate(room.world, opened.case, now=desk.now)
    if fee is None:
        return room.pages.redirect(desk.visit, case_path(case_id))
    values = case_values(room, desk, opened, entries=filled.entries, corrections=filled.corrections)
    return room.pages.answer(desk.visit, "counter/further_gate.html", values | {"fee": fee, "due": filled.due})


def _case_id(request: Request) -> CaseId:
    return CaseId(request.path_params["case_id"])
