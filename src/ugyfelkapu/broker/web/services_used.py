"""The person's own page at the broker: which services they used, and what each learned (`domain.md R15`)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.services_used import services_used, withdraw_consent
from ugyfelkapu.broker.actions.visit_own_page import ask_for_visitor, own_session, welcome_visitor
from ugyfelkapu.broker.actions.waiting import Browser
from ugyfelkapu.broker.domain.own_visit import VisitId
from ugyfelkapu.broker.domain.relying_party import ClientId, Nameplate, RelyingParty, nameplate
from ugyfelkapu.broker.domain.session import SESSION_COOKIE
from ugyfelkapu.broker.web.room import BrokerRoom
from ugyfelkapu.foundation.journal_reading import place_of
from ugyfelkapu.foundation.page import Visit
from ugyfelkapu.foundation.page.form import read_query
from ugyfelkapu.foundation.page.shell import error_page
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.identification import Refusal, Ticket

SERVICES_USED = "/services/used"
RETURN = f"{SERVICES_USED}/return"
PAGE = "broker/services_used.html"
REFUSED = "broker/services_used_refused.html"
NOTICES = frozenset({"withdrawn"})


def browser_of(room: BrokerRoom, request: Request, visit: Visit) -> Browser:
    """Who asks, as the actions take it."""
    secret = room.pages.cookies.read(request, SESSION_COOKIE)
    return Browser(digest=visit.browser_digest, network=visit.network, session_secret=secret)


async def show_services_used(room: BrokerRoom, request: Request) -> Response:
    """The page; whoever has no live session goes through the door first and comes back."""
    visit = room.pages.visit(request)
    browser = browser_of(room, request, visit)
    session = await own_session(room.world, browser.session_secret)
    if session is None:
        return await _to_the_gate(room, request, visit, browser=browser)
    query = read_query(request)
    found = await services_used(room.world, session, place=place_of(query.text("before")))
    notice = query.text("notice")
    values = {
        "found": found,
        "person": session,
        "named": partial(_named, visit),
        "notice": notice if notice in NOTICES else "",
        "is_first": not query.has("before"),
        "path": SERVICES_USED,
        "page_name": "services-used",
    }
    return room.pages.answer(visit, PAGE, values)


async def take_withdrawal(room: BrokerRoom, request: Request) -> Response:
    """A consent is taken back, at once."""
    form = await room.pages.form(request)
    visit = room.pages.visit(request)
    session = await own_session(room.world, browser_of(room, request, visit).session_secret)
    if session is None:
        return room.pages.redirect(visit, SERVICES_USED)
    withdrawn = await withdraw_consent(room.world, session, ClientId(form.text("service")))
    return room.pages.redirect(visit, f"{SERVICES_USED}?notice=withdrawn" if withdrawn else SERVICES_USED)


async def welcome(room: BrokerRoom, request: Request) -> Response:
    """The browser comes back from the gate."""
    visit = room.pages.visit(request)
    query = read_query(request)
    ticket = Ticket(query.text("ticket")) if query.has("ticket") else None
    visit_id = VisitId(request.path_params["visit_id"])
    answer = await welcome_visitor(room.world, visit_id, ticket, browser=browser_of(room, request, visit))
    if isinstance(answer, Refusal):
        values = {"path": SERVICES_USED, "page_name": "services-used-refused"}
        return room.pages.answer(visit, REFUSED, values, status=400 if answer is Refusal.UNKNOWN_TICKET else 200)
    response = room.pages.redirect(visit, SERVICES_USED)
    room.pages.cookies.keep(response, SESSION_COOKIE, answer)
    return response


async def _to_the_gate(room: BrokerRoom, request: Request, visit: Visit, *, browser: Browser) -> Response:
    url = await ask_for_visitor(room.world, browser=browser, language=visit.language, return_path=RETURN)
    if isinstance(url, Wait):
        return error_page(room.pages, request, 429, wait=url.until - room.world.clock.now())
    return room.pages.redirect(visit, url)


def _named(visit: Visit, party: RelyingParty | None) -> Nameplate | None:
    """A service in the language of the page; `None`: it is no longer known."""
    return nameplate(party, visit.language) if party else None
