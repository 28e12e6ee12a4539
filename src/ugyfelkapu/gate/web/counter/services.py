"""One service on a gate: why, and what else it takes; then it is done, once (`domain.md` R7, R9, R12, R16)."""

from typing import assert_never

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Form, Language
from ugyfelkapu.foundation.page.headers import page_headers
from ugyfelkapu.gate.actions.counter.case_gate import Served
from ugyfelkapu.gate.actions.counter.change_email_at_counter import change_email_at_counter
from ugyfelkapu.gate.actions.counter.printed_code import make_printed_code, print_code
from ugyfelkapu.gate.actions.counter.remove_factor_at_counter import Lost, remove_factor_at_counter
from ugyfelkapu.gate.actions.counter.reset_at_counter import reset_at_counter
from ugyfelkapu.gate.actions.counter.suspend_at_counter import lift_at_counter, suspend_at_counter
from ugyfelkapu.gate.actions.counter.view_case import open_case_of
from ugyfelkapu.gate.actions.counter.view_case_gates import ServiceView, service_view
from ugyfelkapu.gate.domain.counter_case import CaseId
from ugyfelkapu.gate.domain.counter_service import LosableKind, NotServed, Order, Service, ServiceReason, is_reason
from ugyfelkapu.gate.domain.email import EmailFault, email_of
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.web.counter.owner_case import no_case
from ugyfelkapu.gate.web.counter.room import CASE, CounterRoom, Desk, case_path, for_registrars
from ugyfelkapu.gate.web.counter.sealed_paper import sealed_paper
from ugyfelkapu.gate.web.counter.service_page import Fault, Filled, service_values

GATE = f"{CASE}/gates/{{gate_id}}"


def routes(room: CounterRoom) -> list[BaseRoute]:
    """A form for each service, and the paper of the printed code."""
    return [
        Route(f"{GATE}/{Service.PRINT_CODE}/paper", for_registrars(room, _back_to_case), methods=["GET"]),
        Route(f"{GATE}/{Service.PRINT_CODE}/paper", for_registrars(room, _print), methods=["POST"]),
        Route(f"{GATE}/{{service}}", for_registrars(room, _ask), methods=["GET"]),
        Route(f"{GATE}/{{service}}", for_registrars(room, _do), methods=["POST"]),
    ]


async def _ask(room: CounterRoom, desk: Desk, request: Request) -> Response:
    return await _page(room, desk, request, filled=Filled(), faults=())


async def _do(room: CounterRoom, desk: Desk, request: Request) -> Response:
    service, form = _service(request), await room.pages.form(request)
    filled = _filled(form)
    faults = _faults(service, filled)
    if faults:
        return await _page(room, desk, request, filled=filled, faults=faults)
    case_id = CaseId(request.path_params["case_id"])
    order = Order(
        case_id=case_id,
        gate_id=GateId(request.path_params["gate_id"]),
        service=service,
        reason=ServiceReason(filled.reason),
    )
    outcome = await _done(room, desk, order, filled=filled)
    if isinstance(outcome, Served):
        return room.pages.redirect(desk.visit, case_path(case_id))
    if outcome is NotServed.NO_CASE:
        return no_case(room, desk)
    if outcome is NotServed.UNCONFIRMED:
        return room.pages.redirect(desk.visit, case_path(case_id))
    return await _page(room, desk, request, filled=filled, faults=(Fault(field=None, key=f"counter.not_served.{outcome}"),))


async def _done(room: CounterRoom, desk: Desk, order: Order, *, filled: Filled) -> Served | NotServed:
    world, clerk, now = room.world, desk.clerk, desk.now
    match order.service:
        case Service.RESET_PASSWORD:
            return await reset_at_counter(world, clerk, order, now=now)
        case Service.PRINT_CODE:
            return await make_printed_code(world, clerk, order, now=now)
        case Service.REMOVE_FACTOR:
            return await remove_factor_at_counter(world, clerk, order, lost=_lost(filled.factor), now=now)
        case Service.CHANGE_EMAIL:
            email = email_of(filled.email)
            if isinstance(email, EmailFault):
                raise HTTPException(400)  # was checked before
            return await change_email_at_counter(world, clerk, order, email=email, now=now)
        case Service.SUSPEND:
            return await suspend_at_counter(world, clerk, order, now=now)
        case Service.LIFT:
            return await lift_at_counter(world, clerk, order, now=now)
        case _:
            assert_never(order.service)


async def _print(room: CounterRoom, desk: Desk, request: Request) -> Response:
    """The paper itself, once: a second press finds nothing to print and leads back to the case."""
    case_id, gate_id = CaseId(request.path_params["case_id"]), GateId(request.path_params["gate_id"])
    await room.pages.form(request)
    paper = await print_code(room.world, desk.clerk, case_id, gate_id=gate_id, now=desk.now)
    if paper is None:
        return room.pages.redirect(desk.visit, case_path(case_id))
    language = Language(paper.language)
    texts = room.pages.catalogues[language]
    document = await run_in_threadpool(sealed_paper, paper, desk.clerk, texts=texts, language=language)
    headers = page_headers(secure=room.pages.cookies.secure)
    headers["Content-Disposition"] = 'inline; filename="lezart-kod.pdf"'
    return Response(document, media_type="application/pdf", headers=headers)


async def _back_to_case(room: CounterRoom, desk: Desk, request: Request) -> Response:
    """Whoever reloads the paper's address gets no second paper."""
    return room.pages.redirect(desk.visit, case_path(request.path_params["case_id"]))


async def _page(room: CounterRoom, desk: Desk, request: Request, *, filled: Filled, faults: tuple[Fault, ...]) -> Response:
    service, case_id = _service(request), CaseId(request.path_params["case_id"])
    opened = await open_case_of(room.world, desk.clerk, case_id, now=desk.now)
    if opened is None:
        return no_case(room, desk)
    view = await service_view(room.world, opened.case, GateId(request.path_params["gate_id"]))
    if not isinstance(view, ServiceView) or service not in view.services:
        return room.pages.redirect(desk.visit, case_path(case_id))
    values = service_values(room, desk, opened, service=service, view=view)
    return room.pages.answer(desk.visit, "counter/service.html", values | _shown(room, desk, filled=filled, faults=faults))


def _shown(room: CounterRoom, desk: Desk, *, filled: Filled, faults: tuple[Fault, ...]) -> dict[str, object]:
    errors = [(fault.field, room.pages.text(desk.visit, fault.key)) for fault in faults]
    return {"filled": filled, "errors": errors, "error_of": {field: text for field, text in errors if field}}


def _service(request: Request) -> Service:
    named = request.path_params["service"]
    if named not in set(Service):
        raise HTTPException(404)
    return Service(named)


def _filled(form: Form) -> Filled:
    return Filled(
        reason=form.text("reason"),
        email=form.text("email"),
        email_again=form.text("email_again"),
        factor=form.text("factor"),
    )


def _faults(service: Service, filled: Filled) -> tuple[Fault, ...]:
    """What must be put right, in the order of the form."""
    found = []
    if service is Service.CHANGE_EMAIL:
        email = email_of(filled.email)
        if isinstance(email, EmailFault):
            missing = email is EmailFault.MISSING
            key = "counter.service.email_missing" if missing else f"counter.email.{email}"
            found.append(Fault(field="email", key=key))
        elif email_of(filled.email_again) != email:
            found.append(Fault(field="email_again", key="counter.service.email_differs"))
    if service is Service.REMOVE_FACTOR and not _is_factor(filled.factor):
        found.append(Fault(field="factor", key="counter.service.factor_missing"))
    if filled.reason not in set(ServiceReason) or not is_reason(ServiceReason(filled.reason), service):
        found.append(Fault(field="reason", key="counter.service.reason_missing"))
    return tuple(found)


def _is_factor(chosen: str) -> bool:
    kind, _, _ = chosen.partition(":")
    return chosen == "every" or kind in set(LosableKind)


def _lost(chosen: str) -> Lost:
    """`every`, a kind, or `kind:id` of one factor."""
    kind, _, factor_id = chosen.partition(":")
    return Lost() if chosen == "every" else Lost(kind=LosableKind(kind), factor_id=factor_id or None)
