"""The first page after sign-in: a clerk's day, who works where for an administrator; the others' is in their console."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.gate.actions.counter.show_receipt import todays_receipts
from ugyfelkapu.gate.actions.counter.till_day import open_money_of
from ugyfelkapu.gate.actions.counter.view_case import open_cases_of
from ugyfelkapu.gate.domain.duty import Duty, may
from ugyfelkapu.gate.store.offices import everybody
from ugyfelkapu.gate.web.counter.console_links import first_page, pages_of
from ugyfelkapu.gate.web.counter.room import HOME, CounterRoom, Desk, case_path, for_staff, receipt_path

MOST_CLERKS_LISTED = 500


def routes(room: CounterRoom) -> list[BaseRoute]:
    """The home of the counter."""
    return [Route(HOME, for_staff(room, _show), methods=["GET"])]


async def _show(room: CounterRoom, desk: Desk, request: Request) -> Response:
    del request  # the desk says all
    if may(desk.clerk, Duty.REGISTER_PEOPLE):
        return await _clerks_home(room, desk)
    if may(desk.clerk, Duty.RULE):
        return await _administrators_home(room, desk)
    if console := first_page(desk.clerk):
        return room.pages.redirect(desk.visit, console)
    raise HTTPException(403)


async def _clerks_home(room: CounterRoom, desk: Desk) -> Response:
    values = {
        "clerk": desk.clerk,
        "open_money": await open_money_of(room.world, desk.clerk),
        "open_cases": [
            (case_path(case.case_id), case.answer.person.identity.current_name, case.opened_at)
            for case in await open_cases_of(room.world, desk.clerk, now=desk.now)
        ],
        "receipts": [
            (receipt_path(receipt.number), receipt.number, receipt.username, receipt.issued_at)
            for receipt in await todays_receipts(room.world, desk.clerk, now=desk.now)
        ],
    }
    return room.pages.answer(desk.visit, "counter/home.html", values)


async def _administrators_home(room: CounterRoom, desk: Desk) -> Response:
    clerks = await everybody(room.world.database.reader, many=MOST_CLERKS_LISTED)
    links = [(room.pages.text(desk.visit, key), url, url == HOME) for key, url in pages_of(desk.clerk)]
    values = {"clerk": desk.clerk, "clerks": clerks, "desk_links": links}
    return room.pages.answer(desk.visit, "counter/administrator.html", values)
