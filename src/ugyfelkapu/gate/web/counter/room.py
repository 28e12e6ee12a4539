"""The counter's room: who stands at the desk, and what every page of it needs."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.foundation.page import Pages, Visit
from ugyfelkapu.gate.actions.counter.clerk_session import clerk_of_session
from ugyfelkapu.gate.domain.counter_service import Service
from ugyfelkapu.gate.domain.office import Clerk, may_register
from ugyfelkapu.gate.ports import GateWorld

CLERK_COOKIE = "clerk_session"
HOME = "/counter"
SIGN_IN = "/counter/sign-in"
SECOND_FACTOR = "/counter/second-factor"
SIGN_OUT = "/counter/sign-out"
REGISTER = "/counter/register"
FROM_HOME = "/counter/from-home"
CASE = "/counter/cases/{case_id}"
RECEIPT = "/counter/receipts/{number}"
TILL = "/counter/till"


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterRoom:
    """What the pages of the counter stand on."""

    world: GateWorld
    pages: Pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A signed-in clerk or administrator, looking at a page, now."""

    visit: Visit
    clerk: Clerk
    now: datetime


Handler = Callable[[CounterRoom, Desk, Request], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


def for_staff(room: CounterRoom, handler: Handler) -> Endpoint:
    """A page for whoever is signed in; others go to the sign-in page."""

    async def endpoint(request: Request) -> Response:
        visit, now = room.pages.visit(request), room.world.clock.now()
        clerk = await clerk_of_session(room.world, room.pages.cookies.read(request, CLERK_COOKIE) or "", now=now)
        if clerk is None:
            return room.pages.redirect(visit, SIGN_IN)
        return await handler(room, Desk(visit=visit, clerk=clerk, now=now), request)

    return endpoint


def for_registrars(room: CounterRoom, handler: Handler) -> Endpoint:
    """A page for those who register people; an administrator goes to the page that is theirs."""

    async def registrars_only(room: CounterRoom, desk: Desk, request: Request) -> Response:
        if not may_register(desk.clerk):
            return room.pages.redirect(desk.visit, HOME)
        return await handler(room, desk, request)

    return for_staff(room, registrars_only)


def case_path(case_id: str) -> str:
    """The address of an open case."""
    return f"/counter/cases/{case_id}"


def service_path(case_id: str, gate_id: str, service: Service) -> str:
    """The address of a service on a gate within a case."""
    return f"{case_path(case_id)}/gates/{gate_id}/{service}"


def till_path(payment_id: str) -> str:
    """The address of open money at the till."""
    return f"{TILL}/{payment_id}"


def receipt_path(number: str) -> str:
    """The address of a receipt."""
    return f"/counter/receipts/{number}"
