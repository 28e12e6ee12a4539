"""What was refused to a service of late, shown to whoever builds it; only where the installation keeps such notes."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.broker.actions.visit_developer_log import Refusals, look_at_refusals, open_developer_log
from ugyfelkapu.broker.domain.refused_request import KEPT_FOR, MOST_KEPT, VISIT_COOKIE, VISIT_LIFETIME, counted
from ugyfelkapu.broker.domain.relying_party import ClientId, nameplate
from ugyfelkapu.broker.web.refusal_sources import explanation_of, source_of
from ugyfelkapu.broker.web.room import BrokerRoom
from ugyfelkapu.foundation.page import Visit
from ugyfelkapu.foundation.page.form import read_query
from ugyfelkapu.foundation.throttle import Wait

DEVELOPER_LOG = "/developer-log"
LISTED = f"{DEVELOPER_LOG}/refusals"
LONGEST_SHOWN = 64
MOST_SHOWN = 40
"""On one page, so that it stays light; the others are found by their endpoint."""


def routes(room: BrokerRoom) -> list[BaseRoute]:
    """Proof, list, end; nothing at all where no notes are kept."""
    if not room.world.is_developer_log_kept:
        return []
    return [
        Route(DEVELOPER_LOG, partial(_ask, room), methods=["GET"]),
        Route(DEVELOPER_LOG, partial(_prove, room), methods=["POST"]),
        Route(LISTED, partial(_list, room), methods=["GET"]),
        Route(f"{DEVELOPER_LOG}/close", partial(_close, room), methods=["POST"]),
    ]


async def _ask(room: BrokerRoom, request: Request) -> Response:
    return _form(room, room.pages.visit(request), client_id="", refusal="")


async def _prove(room: BrokerRoom, request: Request) -> Response:
    """The service's own secret, or what manages its registration; then the list, without either in an address."""
    form = await room.pages.form(request)
    visit, client_id = room.pages.visit(request), form.text("client_id")
    opened = await open_developer_log(room.world, ClientId(client_id), form.text("secret"), network=visit.network)
    if not isinstance(opened, str):
        return _form(room, visit, client_id=client_id, refusal="wait" if isinstance(opened, Wait) else "not_good")
    response = room.pages.redirect(visit, LISTED)
    room.pages.cookies.keep(response, VISIT_COOKIE, opened, max_age_seconds=int(VISIT_LIFETIME.total_seconds()))
    return response


async def _list(room: BrokerRoom, request: Request) -> Response:
    """All, or those of one endpoint."""
    visit = room.pages.visit(request)
    found = await look_at_refusals(room.world, room.pages.cookies.read(request, VISIT_COOKIE))
    if found is None:
        return room.pages.redirect(visit, DEVELOPER_LOG)
    return room.pages.answer(
        visit, "broker/developer_log.html", _values(found, visit, chosen=read_query(request).text("endpoint"))
    )


def _values(found: Refusals, visit: Visit, *, chosen: str) -> dict[str, object]:
    endpoints = counted(found.listed)
    shown = [refusal for refusal in found.listed if chosen not in endpoints or refusal.endpoint == chosen]
    return {
        "party": nameplate(found.party, visit.language),
        "client_id": found.party.client_id,
        "endpoints": endpoints,
        "chosen": chosen if chosen in endpoints else "",
        "refusals": [(refusal, explanation_of(refusal.error), source_of(refusal.error)) for refusal in shown[:MOST_SHOWN]],
        "is_cut": len(shown) > MOST_SHOWN,
        "shown": MOST_SHOWN,
        "path": LISTED,
        "close": f"{DEVELOPER_LOG}/close",
        "hours": int(KEPT_FOR.total_seconds() // 3600),
        "most": MOST_KEPT,
        "page_name": "developer-log",
    }


async def _close(room: BrokerRoom, request: Request) -> Response:
    await room.pages.form(request)
    response = room.pages.redirect(room.pages.visit(request), DEVELOPER_LOG)
    room.pages.cookies.drop(response, VISIT_COOKIE)
    return response


def _form(room: BrokerRoom, visit: Visit, *, client_id: str, refusal: str) -> Response:
    values = {
        "client_id": client_id[:LONGEST_SHOWN],
        "refusal": refusal,
        "refusal_by_key": "",
        "told": "",
        "path": DEVELOPER_LOG,
        "issuer": room.world.issuer,
        "page_name": "developer-log-proof",
    }
    return room.pages.answer(visit, "broker/developer_log_proof.html", values, status=429 if refusal == "wait" else 200)
