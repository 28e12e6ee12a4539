"""By possession of the card: begun here, shown to the proxy on its own host name, and back with a ticket (`domain.md R2`)."""

from functools import partial
from typing import assert_never
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Visit, read_query
from ugyfelkapu.foundation.page.proxy_certificate import CertificateEntrance, Forged, NoCertificate, Shown
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.applying.prove_by_card import (
    CardRefusal,
    CardShown,
    NothingWaits,
    arrive,
    begin_with_card,
    note_forged,
    show_card,
)
from ugyfelkapu.gate.domain.card_application import CardApplicationId
from ugyfelkapu.gate.domain.eid import CertificateFault
from ugyfelkapu.gate.ports import Gone, Unavailable
from ugyfelkapu.gate.web.eid.room import (
    ARRIVED,
    CARD,
    CARD_REFUSED,
    COOKIE,
    DETAILS,
    EID,
    NOTHING_WRONG,
    WITH_CARD,
    EidRoom,
    Told,
    waiting,
)

PAGE = "eid/with_card.html"
REFUSED_PAGE = "eid/card_refused.html"
REASONS = (
    *("no_card", "nothing_waits", "not_registered", "unavailable", "too_many", "other_browser"),
    *(fault.value for fault in CertificateFault),
)
"""Why a card is refused, as the address of the page says it; each has its own sentence."""


def routes(room: EidRoom) -> list[BaseRoute]:
    """Explain, begin, show, arrive; nothing of it without an entrance for cards."""
    if room.entrance is None:
        return []
    return [
        Route(WITH_CARD, partial(_explain, room, room.entrance), methods=["GET"]),
        Route(WITH_CARD, partial(_begin, room, room.entrance), methods=["POST"]),
        Route(CARD, partial(_show, room, room.entrance), methods=["GET"]),
        Route(ARRIVED, partial(_arrive, room), methods=["GET"]),
        Route(CARD_REFUSED, partial(_refused, room), methods=["GET"]),
    ]


async def _explain(room: EidRoom, entrance: CertificateEntrance, request: Request) -> Response:
    return _page(room, entrance, room.pages.visit(request), told=NOTHING_WRONG)


async def _begin(room: EidRoom, entrance: CertificateEntrance, request: Request) -> Response:
    visit = room.pages.visit(request)
    await room.pages.form(request)
    outcome = await begin_with_card(room.world.gate, browser_digest=visit.browser_digest, network=visit.network)
    if isinstance(outcome, Wait):
        return _page(room, entrance, visit, told=waiting(room, visit, outcome))
    return room.pages.redirect(visit, f"{entrance.url}{CARD}?{urlencode({'application': outcome})}")


async def _show(room: EidRoom, entrance: CertificateEntrance, request: Request) -> Response:
    """What the proxy brings; every answer leads back to the site itself, which alone has pages."""
    visit, shown = room.pages.visit(request), entrance.shown(request)
    match shown:
        case NoCertificate.NOT_HERE:
            return room.pages.redirect(visit, room.world.gate.public_url + EID)
        case NoCertificate.NOT_SHOWN:
            return _to_refusal(room, visit, "no_card")
        case Forged():
            await note_forged(room.world.gate, shown.value, network=visit.network, address=visit.client_address)
            raise HTTPException(403)
        case Shown():
            application = CardApplicationId(read_query(request).text("application"))
            outcome = await show_card(room.world, application, shown.pem, network=visit.network)
            if isinstance(outcome, CardShown):
                return room.pages.redirect(visit, _on_site(room, ARRIVED, ticket=outcome.ticket))
            return _to_refusal(room, visit, _reason(outcome))
        case _:
            assert_never(shown)


async def _arrive(room: EidRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    secret = await arrive(room.world.gate, read_query(request).text("ticket"), browser_digest=visit.browser_digest)
    if secret is None:
        return room.pages.redirect(visit, _path(CARD_REFUSED, reason="other_browser"))
    response = room.pages.redirect(visit, DETAILS)
    room.pages.cookies.keep(response, COOKIE, secret)
    return response


async def _refused(room: EidRoom, request: Request) -> Response:
    reason = read_query(request).text("reason")
    if reason not in REASONS:
        raise HTTPException(404)
    values = {"reason": reason, "again": WITH_CARD, "other_ways": EID}
    return room.pages.answer(room.pages.visit(request), REFUSED_PAGE, values)


def _reason(outcome: CardRefusal) -> str:
    match outcome:
        case Wait():
            return "too_many"
        case NothingWaits():
            return "nothing_waits"
        case Gone():
            return "not_registered"
        case Unavailable():
            return "unavailable"
        case _:
            return outcome.value


def _to_refusal(room: EidRoom, visit: Visit, reason: str) -> Response:
    return room.pages.redirect(visit, _on_site(room, CARD_REFUSED, reason=reason))


def _on_site(room: EidRoom, path: str, **query: str) -> str:
    return room.world.gate.public_url + _path(path, **query)


def _path(path: str, **query: str) -> str:
    return f"{path}?{urlencode(query)}"


def _page(room: EidRoom, entrance: CertificateEntrance, visit: Visit, *, told: Told) -> Response:
    values = {"errors": told.errors, "action": WITH_CARD, "back": EID}
    return room.pages.answer(visit.leading_to(entrance.url), PAGE, values, status=told.status, headers=told.headers)
