"""The till: what was booked today, money that opened nothing, its return, and the end of the day (`domain.md R11`)."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import read_query
from ugyfelkapu.gate.actions.counter.hand_back_fee import HandedBack, hand_back_fee
from ugyfelkapu.gate.actions.counter.till_day import close_till, one_open, till_day
from ugyfelkapu.gate.domain.payment import PaymentId, till_number_of
from ugyfelkapu.gate.web.counter.closing_form import FIELDS, closing_of, typed_closing
from ugyfelkapu.gate.web.counter.room import TILL, CounterRoom, Desk, for_registrars, till_path

NOTICES = frozenset({"handed-back", "not-open", "closed"})


def routes(room: CounterRoom) -> list[BaseRoute]:
    """The day, its end, and the return of one sum."""
    return [
        Route(TILL, for_registrars(room, _show), methods=["GET"]),
        Route(TILL, for_registrars(room, _close), methods=["POST"]),
        Route(f"{TILL}/{{payment_id}}", for_registrars(room, _ask), methods=["GET"]),
        Route(f"{TILL}/{{payment_id}}", for_registrars(room, _hand_back), methods=["POST"]),
    ]


async def _show(room: CounterRoom, desk: Desk, request: Request) -> Response:
    notice = read_query(request).text("notice")
    return await _page(room, desk, typed={}, errors={}, notice=notice if notice in NOTICES else "")


async def _close(room: CounterRoom, desk: Desk, request: Request) -> Response:
    typed = typed_closing(await room.pages.form(request))
    closing = closing_of(typed)
    if isinstance(closing, frozenset):
        names = {name: room.pages.text(desk.visit, f"counter.till.field.{name}") for name in FIELDS if name in closing}
        errors = {name: room.pages.text(desk.visit, "counter.till.whole_number", field=field) for name, field in names.items()}
        return await _page(room, desk, typed=typed, errors=errors, notice="")
    await close_till(room.world, desk.clerk, closing, now=desk.now)
    return room.pages.redirect(desk.visit, f"{TILL}?notice=closed")


async def _ask(room: CounterRoom, desk: Desk, request: Request) -> Response:
    return await _return_page(room, desk, _payment_id(request), number="", fault="")


async def _hand_back(room: CounterRoom, desk: Desk, request: Request) -> Response:
    payment_id = _payment_id(request)
    typed = (await room.pages.form(request)).text("return_receipt_number")
    number = till_number_of(typed)
    if number is None:
        return await _return_page(room, desk, payment_id, number=typed, fault="counter.further.number_missing")
    outcome = await hand_back_fee(room.world, desk.clerk, payment_id, number=number, now=desk.now)
    if outcome is HandedBack.NUMBER_USED:
        return await _return_page(room, desk, payment_id, number=typed, fault="counter.till.return_number_used")
    notice = "handed-back" if outcome is HandedBack.DONE else "not-open"
    return room.pages.redirect(desk.visit, f"{TILL}?notice={notice}")


async def _page(room: CounterRoom, desk: Desk, *, typed: dict[str, str], errors: dict[str, str], notice: str) -> Response:
    today = await till_day(room.world, desk.clerk, now=desk.now)
    values = {
        "clerk": desk.clerk,
        "today": today,
        "open_money": [(money, till_path(money.payment_id)) for money in today.open_money],
        "fields": FIELDS,
        "typed": typed,
        "errors": list(errors.items()),
        "error_of": errors,
        "notice": notice,
        "path": TILL,
    }
    return room.pages.answer(desk.visit, "counter/till.html", values)


async def _return_page(room: CounterRoom, desk: Desk, payment_id: PaymentId, *, number: str, fault: str) -> Response:
    money = await one_open(room.world, desk.clerk, payment_id)
    if money is None:
        return room.pages.redirect(desk.visit, f"{TILL}?notice=not-open")
    errors = {"return_receipt_number": room.pages.text(desk.visit, fault)} if fault else {}
    values = {
        "clerk": desk.clerk,
        "money": money,
        "number": number,
        "errors": list(errors.items()),
        "error_of": errors,
        "path": till_path(payment_id),
        "back": TILL,
    }
    return room.pages.answer(desk.visit, "counter/hand_back.html", values)


def _payment_id(request: Request) -> PaymentId:
    return PaymentId(request.path_params["payment_id"])
