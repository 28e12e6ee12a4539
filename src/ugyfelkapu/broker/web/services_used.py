"""The person's own page at the broker: which services they used, and what each learned (`domain.md R15`)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.services_used import services_used, withdraw_consent
from ugyfelkapu.broker.domain.relying_party import ClientId, Nameplate, RelyingParty, nameplate
from ugyfelkapu.broker.web.own_visit import own_visit
from ugyfelkapu.broker.web.room import BrokerRoom
from ugyfelkapu.foundation.journal_reading import place_of
from ugyfelkapu.foundation.page import Visit
from ugyfelkapu.foundation.page.form import read_query

SERVICES_USED = "/services/used"
PAGE = "broker/services_used.html"
NOTICES = frozenset({"withdrawn"})


async def show_services_used(room: BrokerRoom, request: Request) -> Response:
    """The page; whoever has no live session goes through the door first and comes back."""
    seen = await own_visit(room, request, home=SERVICES_USED)
    if isinstance(seen, Response):
        return seen
    visit, session = seen.visit, seen.session
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
    seen = await own_visit(room, request, home=SERVICES_USED)
    if isinstance(seen, Response):
        return seen
    withdrawn = await withdraw_consent(room.world, seen.session, ClientId(form.text("service")))
    return room.pages.redirect(seen.visit, f"{SERVICES_USED}?notice=withdrawn" if withdrawn else SERVICES_USED)


def _named(visit: Visit, party: RelyingParty | None) -> Nameplate | None:
    """A service in the language of the page; `None`: it is no longer known."""
    return nameplate(party, visit.language) if party else None
