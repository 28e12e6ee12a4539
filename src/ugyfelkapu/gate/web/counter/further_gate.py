"""A further gate for somebody who has one: what it costs, and the user name and address of the new one (`domain.md R11`)."""

from dataclasses import dataclass, field, replace
from typing import assert_never

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.gate.actions.counter.further_gate import fee_of_further_gate
from ugyfelkapu.gate.actions.counter.open_case import CaseRefused
from ugyfelkapu.gate.actions.counter.register_at_counter import (
    Application,
    Incomplete,
    NoCase,
    Registered,
    register_at_counter,
)
from ugyfelkapu.gate.actions.counter.till_day import open_money_of_case
from ugyfelkapu.gate.actions.counter.view_case import open_case_of
from ugyfelkapu.gate.actions.fees.settlement import FeeDue, Unpaid
from ugyfelkapu.gate.domain.counter_case import CaseId
from ugyfelkapu.gate.domain.payment import COUNTER_WAYS
from ugyfelkapu.gate.domain.till import OpenMoney
from ugyfelkapu.gate.web.counter.case_page import Corrections, Entries, case_values, errors_of
from ugyfelkapu.gate.web.counter.entries import application_of, entries_of
from ugyfelkapu.gate.web.counter.look_up import refusal_values
from ugyfelkapu.gate.web.counter.owner_case import no_case
from ugyfelkapu.gate.web.counter.payment_form import PaymentEntries, payment_entries, payment_faults, payment_of
from ugyfelkapu.gate.web.counter.room import CASE, TILL, CounterRoom, Desk, case_path, for_registrars, receipt_path, till_path

FURTHER_GATE = f"{CASE}/further-gate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What was typed, and why the gate did not open."""

    entries: Entries = field(default_factory=Entries)
    corrections: Corrections = field(default_factory=Corrections)
    due: FeeDue | None = None
    paid: PaymentEntries = field(default_factory=PaymentEntries)


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
    form = await room.pages.form(request)
    entries, paid = entries_of(form, desk), payment_entries(form)
    if await _is_of_first_gate(room, desk, case_id):
        return room.pages.redirect(desk.visit, case_path(case_id))  # where document and register are compared
    application = replace(application_of(case_id, entries), payment=payment_of(paid))
    outcome = await register_at_counter(room.world, desk.clerk, application, now=desk.now)
    match outcome:
        case Registered(receipt=number):
            return room.pages.redirect(desk.visit, receipt_path(number))
        case Incomplete():
            filled = Filled(entries=entries, corrections=Corrections(incomplete=outcome), paid=paid)
            return await _page(room, desk, case_id, filled=filled)
        case FeeDue():
            return await _page(room, desk, case_id, filled=Filled(entries=entries, due=outcome, paid=paid))
        case CaseRefused():
            refusal = refusal_values(room, desk, outcome)
            values = {"clerk": desk.clerk, "refusal": refusal, "money": _money_back(room, desk, application)}
            return room.pages.answer(desk.visit, "counter/case_closed.html", values)
        case NoCase():
            return room.pages.redirect(desk.visit, TILL) if application.payment else no_case(room, desk)
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
    booked = await open_money_of_case(room.world, desk.clerk, case_id)
    due = filled.due.decision.amount if filled.due else fee.amount
    filled = _with_booked(filled, booked, fee=due)
    values = case_values(room, desk, opened, entries=filled.entries, corrections=filled.corrections)
    error_of = errors_of(room, desk, filled.corrections) | _payment_errors(room, desk, filled)
    told = {
        "fee": fee,
        "is_amount_wrong": filled.due is not None and filled.due.fault is Unpaid.AMOUNT_DIFFERS,
        "due_forints": due,
        "paid": filled.paid,
        "booked": [money.number for money in booked if money.amount == due],
        "to_return": [(money, till_path(money.payment_id)) for money in booked if money.amount != due],
        "ways": [(way.value, room.pages.text(desk.visit, f"counter.payment.{way}")) for way in COUNTER_WAYS],
        "errors": list(error_of.items()),
        "error_of": error_of,
    }
    return room.pages.answer(desk.visit, "counter/further_gate.html", values | told)


def _with_booked(filled: Filled, booked: tuple[OpenMoney, ...], *, fee: int) -> Filled:
    """What is in the till's book for this case already need not be typed again."""
    known = next((money for money in booked if money.amount == fee), None)
    if known is None or filled.paid.way or filled.paid.number:
        return filled
    return replace(filled, paid=PaymentEntries(way=known.way, number=known.number))


def _payment_errors(room: CounterRoom, desk: Desk, filled: Filled) -> dict[str, str]:
    amount = filled.due.decision.amount if filled.due else 0
    faults = payment_faults(filled.paid, filled.due)
    return {name: room.pages.text(desk.visit, key, forints=amount) for name, key in faults.items()}


def _money_back(room: CounterRoom, desk: Desk, application: Application) -> str:
    """Money that was taken for a gate that is refused is in the till's book: the clerk hands it back (`domain.md R11`)."""
    if application.payment is None:
        return ""
    return room.pages.text(desk.visit, "counter.further.give_back", number=application.payment.till_number)


def _case_id(request: Request) -> CaseId:
    return CaseId(request.path_params["case_id"])
