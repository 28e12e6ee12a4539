"""Alerts: each is looked at, and closed with a note."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page.wording import day
from ugyfelkapu.gate.actions.consoles.alerts import alert_for, alerts_for, close_alert
from ugyfelkapu.gate.domain.alert import AlertId
from ugyfelkapu.gate.domain.duty import Duty
from ugyfelkapu.gate.web.consoles.listing import Cell, Listing, headings, listing_routes
from ugyfelkapu.gate.web.consoles.room import ALERTS, console_page, for_duty
from ugyfelkapu.gate.web.counter.room import CounterRoom, Desk

ONE = f"{ALERTS}/{{alert_id}}"


def routes(room: CounterRoom) -> list[BaseRoute]:
    """The list, one of them, and its end."""
    return [
        *listing_routes(room, ALERTS, Duty.CLOSE_ALERTS, build=_listing),
        Route(ONE, for_duty(room, Duty.CLOSE_ALERTS, _show), methods=["GET"]),
        Route(ONE, for_duty(room, Duty.CLOSE_ALERTS, _close), methods=["POST"]),
    ]


async def _listing(room: CounterRoom, desk: Desk, request: Request) -> Listing:
    del request
    text = room.pages.text
    names = ["day", "alert", "clerk", "body", "many", "threshold", "standing"]
    return Listing(
        page_name="console-alerts",
        title=text(desk.visit, "console.alerts.title"),
        intro=text(desk.visit, "console.alerts.intro"),
        columns=headings(room, desk, names, numeric=["many", "threshold"]),
        rows=[
            (
                Cell(
                    value=alert.sighting.day.isoformat(),
                    shown=day(alert.sighting.day, desk.visit.language),
                    url=f"{ALERTS}/{alert.alert_id}",
                ),
                Cell(value=text(desk.visit, f"console.alert.{alert.sighting.kind}")),
                Cell(value=alert.clerk_username),
                Cell(value=alert.body_name),
                Cell(value=alert.sighting.many),
                Cell(value=alert.sighting.threshold),
                Cell(value=text(desk.visit, f"console.alert_standing.{'closed' if alert.closed_at else 'open'}")),
            )
            for alert in await alerts_for(room.world, desk.clerk)
        ],
    )


async def _show(room: CounterRoom, desk: Desk, request: Request) -> Response:
    return await _page(room, desk, request, typed="")


async def _close(room: CounterRoom, desk: Desk, request: Request) -> Response:
    form = await room.pages.form(request)
    alert_id, typed = AlertId(request.path_params["alert_id"]), form.text("note")
    if await close_alert(room.world, desk.clerk, alert_id, note_typed=typed, now=desk.now):
        return room.pages.redirect(desk.visit, f"{ALERTS}/{alert_id}")
    return await _page(room, desk, request, typed=typed, is_refused=True)


async def _page(room: CounterRoom, desk: Desk, request: Request, *, typed: str, is_refused: bool = False) -> Response:
    alert = await alert_for(room.world, desk.clerk, AlertId(request.path_params["alert_id"]))
    if alert is None:
        raise HTTPException(404)
    errors = [("note", room.pages.text(desk.visit, "console.alerts.not_closed"))] if is_refused else []
    return console_page(room, desk, "alert.html", values={"alert": alert, "typed": typed, "errors": errors})
