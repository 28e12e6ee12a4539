"""An open case: document and register side by side, then the clerk's yes or no (`domain.md R4`)."""

from typing import assert_never

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import read_query
from ugyfelkapu.gate.actions.counter.home_application import home_of_case
from ugyfelkapu.gate.actions.counter.open_case import CaseRefused
from ugyfelkapu.gate.actions.counter.refuse_case import refuse_case
from ugyfelkapu.gate.actions.counter.register_at_counter import (
    Incomplete,
    NoCase,
    Registered,
    register_at_counter,
)
from ugyfelkapu.gate.actions.counter.view_case import open_case_of
from ugyfelkapu.gate.actions.counter.view_case_gates import first_gate
from ugyfelkapu.gate.actions.fees.settlement import FeeDue
from ugyfelkapu.gate.domain.counter_case import CaseId
from ugyfelkapu.gate.domain.registration import ClerksReason
from ugyfelkapu.gate.web.counter import owner_case
from ugyfelkapu.gate.web.counter.case_page import Corrections, Entries, case_values
from ugyfelkapu.gate.web.counter.entries import application_of, entries_from_home, entries_of
from ugyfelkapu.gate.web.counter.look_up import refusal_values
from ugyfelkapu.gate.web.counter.owner_case import no_case
from ugyfelkapu.gate.web.counter.room import CASE, HOME, CounterRoom, Desk, case_path, for_registrars, receipt_path


def routes(room: CounterRoom) -> list[BaseRoute]:
    """The case, and its two ends."""
    return [
        Route(CASE, for_registrars(room, _show), methods=["GET"]),
        Route(CASE, for_registrars(room, _register), methods=["POST"]),
        Route(f"{CASE}/refuse", for_registrars(room, _back_to_case), methods=["GET"]),
        Route(f"{CASE}/refuse", for_registrars(room, _refuse), methods=["POST"]),
    ]


async def _show(room: CounterRoom, desk: Desk, request: Request) -> Response:
    corrections = Corrections(answered=read_query(request).text("correction"))
    return await _page(room, desk, _case_id(request), entries=None, corrections=corrections)


async def _register(room: CounterRoom, desk: Desk, request: Request) -> Response:
    case_id = _case_id(request)
    entries = entries_of(await room.pages.form(request), desk)
    outcome = await register_at_counter(room.world, desk.clerk, application_of(case_id, entries), now=desk.now)
    match outcome:
        case Registered(receipt=number):
            return room.pages.redirect(desk.visit, receipt_path(number))
        case Incomplete():
            return await _page(room, desk, case_id, entries=entries, corrections=Corrections(incomplete=outcome))
        case CaseRefused():
            values = {"clerk": desk.clerk, "refusal": refusal_values(room, desk, outcome)}
            return room.pages.answer(desk.visit, "counter/case_closed.html", values)
        case FeeDue():
            return room.pages.redirect(desk.visit, case_path(case_id))
        case NoCase():
            return no_case(room, desk)
        case _:
            assert_never(outcome)


async def _back_to_case(room: CounterRoom, desk: Desk, request: Request) -> Response:
    """Whoever changes the language after a refusal comes by this address."""
    return room.pages.redirect(desk.visit, case_path(_case_id(request)))


async def _refuse(room: CounterRoom, desk: Desk, request: Request) -> Response:
    case_id = _case_id(request)
    chosen = (await room.pages.form(request)).text("reason")
    if chosen not in set(ClerksReason):
        return await _page(room, desk, case_id, entries=None, corrections=Corrections(reason_missing=True))
    reason = ClerksReason(chosen)
    if not await refuse_case(room.world, desk.clerk, case_id, reason=reason, now=desk.now):
        return room.pages.redirect(desk.visit, HOME)
    key = f"counter.clerks_reason.{reason}"
    refusal = {
        "title": room.pages.text(desk.visit, "counter.refusal.clerk_refused.title"),
        "text": room.pages.text(desk.visit, "counter.refusal.clerk_refused.text", reason=room.pages.text(desk.visit, key)),
        "fields": [],
    }
    return room.pages.answer(desk.visit, "counter/case_closed.html", {"clerk": desk.clerk, "refusal": refusal})


async def _page(
    room: CounterRoom, desk: Desk, case_id: CaseId, *, entries: Entries | None, corrections: Corrections
) -> Response:
    opened = await open_case_of(room.world, desk.clerk, case_id, now=desk.now)
    if opened is None:
        return no_case(room, desk)
    if gate := await first_gate(room.world, opened.case):
        return await owner_case.page(room, desk, opened, gate=gate, corrections=corrections)
    begun = await home_of_case(room.world, opened.case)
    shown = entries or entries_from_home(begun)
    values = case_values(room, desk, opened, entries=shown, corrections=corrections)
    return room.pages.answer(desk.visit, "counter/case.html", values | {"begun": begun})


def _case_id(request: Request) -> CaseId:
    return CaseId(request.path_params["case_id"])
