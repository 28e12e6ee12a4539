"""Mandates between people: given, accepted, seen and taken back by both (`domain.md`, "What went wrong with the real one")."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.broker.actions.accept_mandate import AcceptRefusal, accept_mandate, see_offer
from ugyfelkapu.broker.actions.own_mandates import own_mandates, services_of
from ugyfelkapu.broker.actions.withdraw_mandate import withdraw_mandate
from ugyfelkapu.broker.domain.mandate import CODE_CHARACTERS, MandateId
from ugyfelkapu.broker.domain.relying_party import Nameplate, RelyingParty, nameplate
from ugyfelkapu.broker.web import offer_mandate
from ugyfelkapu.broker.web.own_visit import OwnVisit, own_visit, welcome
from ugyfelkapu.broker.web.room import BrokerRoom
from ugyfelkapu.foundation.page import Visit
from ugyfelkapu.foundation.page.form import Form, read_query
from ugyfelkapu.foundation.throttle import Wait

MANDATES = "/mandates"
ACCEPT = f"{MANDATES}/accept"
HOMES = (MANDATES, ACCEPT, offer_mandate.OFFER)
"""Whoever has to sign in first comes back to the page they asked for."""
PAGE = "broker/mandates.html"
CODE_PAGE = "broker/mandate_code.html"
OFFER_PAGE = "broker/mandate_offered.html"
NOTICES = frozenset({"accepted", "withdrawn", "gone"})


def routes(room: BrokerRoom) -> list[BaseRoute]:
    """The list, the offer, the yes, the end."""
    return [
        Route(MANDATES, partial(_show, room), methods=["GET"]),
        *offer_mandate.routes(room),
        Route(ACCEPT, partial(_ask_code, room), methods=["GET"]),
        Route(ACCEPT, partial(_take_code, room), methods=["POST"]),
        Route(f"{MANDATES}/withdraw", partial(_withdraw, room), methods=["POST"]),
        *(Route(f"{home}/return/{{visit_id}}", partial(welcome, room, home=home), methods=["GET"]) for home in HOMES),
    ]


async def _show(room: BrokerRoom, request: Request) -> Response:
    seen = await own_visit(room, request, home=MANDATES)
    if isinstance(seen, Response):
        return seen
    notice = read_query(request).text("notice")
    values = {
        "found": await own_mandates(room.world, seen.session),
        "named": partial(named, seen.visit),
        "notice": notice if notice in NOTICES else "",
        "path": MANDATES,
        "page_name": "mandates",
    }
    return room.pages.answer(seen.visit, PAGE, values)


async def _ask_code(room: BrokerRoom, request: Request) -> Response:
    seen = await own_visit(room, request, home=ACCEPT)
    return seen if isinstance(seen, Response) else _code_page(room, seen.visit, code="", refusal="")


async def _take_code(room: BrokerRoom, request: Request) -> Response:
    """First the code, which shows what is offered; then the yes to that."""
    form = await room.pages.form(request)
    seen = await own_visit(room, request, home=ACCEPT)
    if isinstance(seen, Response):
        return seen
    if form.text("decision") != "accept":
        return await _show_offer(room, seen, form)
    answer = await accept_mandate(room.world, seen.session, form.text("code"), network=seen.browser.network)
    match answer:
        case Wait():
            return _wait_page(room, seen.visit, form, wait=answer)
        case AcceptRefusal():
            return _code_page(room, seen.visit, code=form.text("code"), refusal=answer)
        case _:
            return room.pages.redirect(seen.visit, f"{MANDATES}?notice=accepted")


async def _show_offer(room: BrokerRoom, seen: OwnVisit, form: Form) -> Response:
    code = form.text("code")
    offer = await see_offer(room.world, seen.session, code, network=seen.browser.network)
    if isinstance(offer, Wait):
        return _wait_page(room, seen.visit, form, wait=offer)
    if isinstance(offer, AcceptRefusal) or offer.grantor is None:
        return _code_page(room, seen.visit, code=code, refusal=AcceptRefusal.NOT_GOOD)
    services = await services_of(room.world.database.reader, [offer.mandate])
    values = {
        "offer": offer,
        "services": [named(seen.visit, services[client_id]) for client_id in offer.mandate.services],
        "code": code,
        "path": ACCEPT,
        "back": MANDATES,
        "page_name": "mandate-offered",
    }
    return room.pages.answer(seen.visit, OFFER_PAGE, values)


async def _withdraw(room: BrokerRoom, request: Request) -> Response:
    form = await room.pages.form(request)
    seen = await own_visit(room, request, home=MANDATES)
    if isinstance(seen, Response):
        return seen
    is_ended = await withdraw_mandate(room.world, seen.session, MandateId(form.text("mandate")))
    return room.pages.redirect(seen.visit, f"{MANDATES}?notice={'withdrawn' if is_ended else 'gone'}")


def _wait_page(room: BrokerRoom, visit: Visit, form: Form, *, wait: Wait) -> Response:
    seconds = (wait.until - room.world.clock.now()).total_seconds()
    return _code_page(room, visit, code=form.text("code"), refusal="wait", minutes=max(1, round(seconds / 60)))


def _code_page(room: BrokerRoom, visit: Visit, *, code: str, refusal: str, minutes: int = 1) -> Response:
    values = {
        "code": code,
        "refusal": refusal,
        "minutes": minutes,
        "length": CODE_CHARACTERS,
        "path": ACCEPT,
        "back": MANDATES,
        "page_name": "mandate-code",
    }
    return room.pages.answer(visit, CODE_PAGE, values, status=429 if refusal == "wait" else 200)


def named(visit: Visit, party: RelyingParty | None) -> Nameplate | None:
    """A service in the language of the page; `None`: it is no longer known."""
    return nameplate(party, visit.language) if party else None
