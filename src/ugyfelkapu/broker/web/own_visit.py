"""How a page of the broker's own finds its visitor, and sends them to the gate and back (`actions/visit_own_page.py`)."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.visit_own_page import ask_for_visitor, own_session, welcome_visitor
from ugyfelkapu.broker.actions.waiting import Browser
from ugyfelkapu.broker.domain.own_visit import VisitId
from ugyfelkapu.broker.domain.session import SESSION_COOKIE, BrokerSession
from ugyfelkapu.broker.web.room import BrokerRoom
from ugyfelkapu.foundation.page import Visit
from ugyfelkapu.foundation.page.form import read_query
from ugyfelkapu.foundation.page.shell import error_page
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.identification import Refusal, Ticket

REFUSED = "broker/services_used_refused.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnVisit:
    """Somebody with a live session at a page about themselves."""

    visit: Visit
    browser: Browser
    session: BrokerSession


def browser_of(room: BrokerRoom, request: Request, visit: Visit) -> Browser:
    """Who asks, as the actions take it."""
    secret = room.pages.cookies.read(request, SESSION_COOKIE)
    return Browser(digest=visit.browser_digest, network=visit.network, session_secret=secret)


async def own_visit(room: BrokerRoom, request: Request, *, home: str) -> OwnVisit | Response:
    """The visitor; whoever has no live session goes through the door and comes back to `home`."""
    visit = room.pages.visit(request)
    browser = browser_of(room, request, visit)
    session = await own_session(room.world, browser.session_secret)
    if session is not None:
        return OwnVisit(visit=visit, browser=browser, session=session)
    if request.method != "GET":
        return room.pages.redirect(visit, home)
    url = await ask_for_visitor(room.world, browser=browser, language=visit.language, return_path=f"{home}/return")
    if isinstance(url, Wait):
        return error_page(room.pages, request, 429, wait=url.until - room.world.clock.now())
    return room.pages.redirect(visit, url)


async def welcome(room: BrokerRoom, request: Request, *, home: str) -> Response:
    """The browser comes back from the gate."""
    visit = room.pages.visit(request)
    query = read_query(request)
    ticket = Ticket(query.text("ticket")) if query.has("ticket") else None
    visit_id = VisitId(request.path_params["visit_id"])
    answer = await welcome_visitor(room.world, visit_id, ticket, browser=browser_of(room, request, visit))
    if isinstance(answer, Refusal):
        values = {"path": home, "page_name": "services-used-refused"}
        return room.pages.answer(visit, REFUSED, values, status=400 if answer is Refusal.UNKNOWN_TICKET else 200)
    response = room.pages.redirect(visit, home)
    room.pages.cookies.keep(response, SESSION_COOKIE, answer)
    return response
