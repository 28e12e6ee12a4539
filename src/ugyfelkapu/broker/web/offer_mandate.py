"""The form of a mandate: to whom, for which services one by one, until when; and the code, shown once."""

from datetime import date
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.broker.actions.offer_mandate import (
    Offered,
    OfferRefused,
    TooMany,
    offer_mandate,
    services_with_mandates,
)
from ugyfelkapu.broker.domain.mandate import OfferWish, last_day_at_most
from ugyfelkapu.broker.domain.policy import STANDING
from ugyfelkapu.broker.domain.relying_party import nameplate
from ugyfelkapu.broker.web.own_visit import OwnVisit, own_visit
from ugyfelkapu.broker.web.room import BrokerRoom
from ugyfelkapu.foundation.page.form import Form
from ugyfelkapu.foundation.policy import policy_at

MANDATES = "/mandates"
OFFER = f"{MANDATES}/offer"
FORM_PAGE = "broker/mandate_offer.html"
DONE_PAGE = "broker/mandate_made.html"
SERVICE = "service_"
"""Before a service's id: each is a box of its own, so that nobody ticks all of them at once."""

EMPTY = Form({})


def routes(room: BrokerRoom) -> list[BaseRoute]:
    """Ask and take."""
    return [
        Route(OFFER, partial(_ask, room), methods=["GET"]),
        Route(OFFER, partial(_take, room), methods=["POST"]),
    ]


async def _ask(room: BrokerRoom, request: Request) -> Response:
    seen = await own_visit(room, request, home=OFFER)
    return seen if isinstance(seen, Response) else await _form_page(room, seen, EMPTY, faults={})


async def _take(room: BrokerRoom, request: Request) -> Response:
    form = await room.pages.form(request)
    seen = await own_visit(room, request, home=OFFER)
    if isinstance(seen, Response):
        return seen
    match await offer_mandate(room.world, seen.session.subject_code, await _wish(room, form)):
        case Offered() as offered:
            values = {"offered": offered, "name": form.text("name"), "back": MANDATES, "page_name": "mandate-made"}
            return room.pages.answer(seen.visit, DONE_PAGE, values)
        case OfferRefused(faults=faults):
            return await _form_page(room, seen, form, faults=dict(faults))
        case TooMany():
            return await _form_page(room, seen, form, faults={"": "too_many"})


async def _form_page(room: BrokerRoom, seen: OwnVisit, form: Form, *, faults: dict[str, str]) -> Response:
    now = room.world.clock.now()
    policy = await policy_at(room.world.database.reader, STANDING, now=now)
    parties = await services_with_mandates(room.world.database.reader)
    values = {
        "services": [
            (SERVICE + party.client_id, nameplate(party, seen.visit.language), form.has(SERVICE + party.client_id))
            for party in parties
        ],
        "name": form.text("name"),
        "day": {part: form.text(f"valid_until_{part}") for part in ("year", "month", "day")},
        "latest": last_day_at_most(policy=policy, now=now),
        "faults": faults,
        "path": OFFER,
        "back": MANDATES,
        "page_name": "mandate-offer",
    }
    return room.pages.answer(seen.visit, FORM_PAGE, values)


async def _wish(room: BrokerRoom, form: Form) -> OfferWish:
    parties = await services_with_mandates(room.world.database.reader)
    return OfferWish(
        name=form.text("name"),
        services=tuple(party.client_id for party in parties if form.has(SERVICE + party.client_id)),
        last_day=_day(form),
    )


def _day(form: Form) -> date | None:
    parts = [form.text(f"valid_until_{part}") for part in ("year", "month", "day")]
    if not all(part.isascii() and part.isdecimal() and len(part) <= len("2026") for part in parts):
        return None
    try:
        return date(*map(int, parts))
    except ValueError:
        return None
