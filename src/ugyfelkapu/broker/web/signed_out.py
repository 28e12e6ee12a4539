"""The last page: the person is signed out, and which services have confirmed that they know."""

from math import ceil

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.look_at_sign_out import SignOutSeen, Told, look_at_sign_out
from ugyfelkapu.broker.domain.logout_notice import PATIENCE, NoticeOutcome, SignOutId
from ugyfelkapu.broker.domain.redirect import origin_of
from ugyfelkapu.broker.domain.relying_party import nameplate
from ugyfelkapu.broker.web.room import BrokerRoom

TEMPLATE = "broker/signed_out.html"
LOOKED_AGAIN_SECONDS = 2
GONE_ON_SECONDS = 3
"""How long a browser stays on a page that tells services through it, before it goes back to the one that asked."""


async def signed_out(room: BrokerRoom, request: Request) -> Response:
    """Where there is nothing to tell."""
    return room.pages.answer(room.pages.visit(request), TEMPLATE, {"told": [], "page_name": "signed-out"})


async def signed_out_of(room: BrokerRoom, request: Request) -> Response:
    """The services one by one; the page looks again by itself while answers are awaited."""
    visit = room.pages.visit(request)
    sign_out_id = SignOutId(request.path_params["sign_out_id"])
    now = room.world.clock.now()
    seen = await look_at_sign_out(room.world, sign_out_id, browser_digest=visit.browser_digest, now=now)
    if seen is None:
        return room.pages.redirect(visit, "/signed-out")
    told = [(nameplate(one.party, visit.language), one.outcome, one.front_channel_url, _said(seen, one)) for one in seen.told]
    unconfirmed = [nameplate(one.party, visit.language).name for one in seen.told if one.outcome is not NoticeOutcome.CONFIRMED]
    values = {
        "told": told,
        "unconfirmed": unconfirmed if seen.is_settled and not seen.is_onward else [],
        "is_settled": seen.is_settled,
        "confirmed": sum(one.outcome is NoticeOutcome.CONFIRMED for one in seen.told),
        "onward": f"/saml/slo/onward/{sign_out_id}" if seen.is_settled and seen.is_onward else None,
        "patience": ceil(PATIENCE.total_seconds()),
        "asked_by": nameplate(seen.asked_by, visit.language) if seen.asked_by else None,
        "destination": seen.destination,
        "page_name": "signed-out",
    }
    frames = [origin_of(one.front_channel_url) for one in seen.told if one.front_channel_url]
    return room.pages.answer(visit.opening(*frames), TEMPLATE, values, headers=_refresh(seen, sign_out_id))


def _said(seen: SignOutSeen, one: Told) -> str:
    """Under which text the page says what came of it."""
    if one.is_unanswered:
        return "unanswered"
    return "late" if one.outcome is NoticeOutcome.WAITING and seen.is_settled else one.outcome


def _refresh(seen: SignOutSeen, sign_out_id: SignOutId) -> dict[str, str]:
    """Looked at again while services are awaited, on to those that the browser has to visit, then back to who asked.

    A person may stop all of it.
    """
    if not seen.is_settled:
        return {"Refresh": str(LOOKED_AGAIN_SECONDS)}
    if seen.is_onward:
        return {"Refresh": f"{_stay(seen)}; url=/saml/slo/onward/{sign_out_id}"}
    return {"Refresh": f"{GONE_ON_SECONDS}; url={seen.destination}"} if seen.destination else {}


def _stay(seen: SignOutSeen) -> int:
    """As long as frames need that tell services, if there are any."""
    return GONE_ON_SECONDS if any(one.front_channel_url for one in seen.told) else 0
