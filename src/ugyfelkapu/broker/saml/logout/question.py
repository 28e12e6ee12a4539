"""The person says whether they sign out at the service that asked alone, or everywhere."""

from enum import StrEnum

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.saml_sign_out import (
    Question,
    is_signed_on,
    is_whole,
    question,
    sign_out_everywhere,
    sign_out_here,
)
from ugyfelkapu.broker.actions.sign_out import find_session
from ugyfelkapu.broker.domain.redirect import origin_of
from ugyfelkapu.broker.domain.relying_party import nameplate
from ugyfelkapu.broker.domain.saml_logout import SamlLogoutId
from ugyfelkapu.broker.domain.saml_service import EXPIRED, Binding, is_expired, logout_point
from ugyfelkapu.broker.domain.saml_status import partial_logout
from ugyfelkapu.broker.domain.session import SESSION_COOKIE, BrokerSession
from ugyfelkapu.broker.saml import paths
from ugyfelkapu.broker.saml.asker import Asker
from ugyfelkapu.broker.saml.delivering import redirect, refused_page, turn_down
from ugyfelkapu.broker.saml.logout.answers import answer_logout
from ugyfelkapu.broker.saml.room import SamlRoom
from ugyfelkapu.foundation.page import Visit

_PARTIAL = partial_logout("not every service has confirmed that the person signed out")


class Where(StrEnum):
    """What the person may say."""

    HERE = "here"
    EVERYWHERE = "everywhere"


async def show(room: SamlRoom, request: Request) -> Response:
    """The page."""
    asked = await _asked(room, request)
    if asked is None:
        return refused_page(room, request, "logout_gone")
    visit = room.pages.visit(request)
    values = {
        "party": nameplate(asked.party, visit.language),
        "others": [nameplate(other, visit.language) for other in asked.others],
        "action": f"{paths.SLO}/{asked.logout.logout_id}",
        "page_name": "sign-out-where",
    }
    return room.pages.answer(_leading_back(visit, asked), "broker/sign_out_where.html", values)


def _leading_back(visit: Visit, asked: Question) -> Visit:
    """The form ends, by redirects, at the service, which browsers allow only where the page says so (`form-action`)."""
    point = logout_point(asked.party.saml, Binding.REDIRECT, Binding.POST) if asked.party.saml else None
    return visit if point is None else visit.leading_to(origin_of(point.response_url))


async def decide(room: SamlRoom, request: Request) -> Response:
    """The person pressed one of the buttons."""
    form = await room.pages.form(request)
    asked = await _asked(room, request)
    if asked is None:
        return refused_page(room, request, "logout_gone")
    session = await find_session(room.world, room.session_secret(request))
    visit = room.pages.visit(request)
    done = paths.SLO_DONE.format(logout_id=asked.logout.logout_id)
    if session is None or session.session_id != asked.logout.session_id:
        return room.pages.redirect(visit, done)
    if form.text("choice") == Where.HERE:
        await sign_out_here(room.world, session, asked.logout.client_id, now=room.world.clock.now())
        return room.pages.redirect(visit, done)
    return await _everywhere(room, request, asked, session=session, done=done)


async def _everywhere(room: SamlRoom, request: Request, asked: Question, *, session: BrokerSession, done: str) -> Response:
    visit = room.pages.visit(request)
    ended = await sign_out_everywhere(
        room.world, session, asked, browser_digest=visit.browser_digest, destination=room.world.issuer + done
    )
    response = room.pages.redirect(visit, f"/signed-out/{ended}" if ended and asked.others else done)
    room.pages.cookies.drop(response, SESSION_COOKIE)
    return response


async def done(room: SamlRoom, request: Request) -> Response:
    """Back to the service, with what came of it."""
    asked = await _asked(room, request)
    if asked is None or asked.party.saml is None:
        return refused_page(room, request, "logout_gone")
    session = await find_session(room.world, room.session_secret(request))
    is_open = session is not None and session.session_id == asked.logout.session_id
    if is_open and await is_signed_on(room.world, asked.logout):
        return redirect(f"{paths.SLO}/{asked.logout.logout_id}")  # nobody chose yet
    now = room.world.clock.now()
    if is_expired(asked.party.saml, now=now):
        return await turn_down(room, request, EXPIRED, party=asked.party, reason="logout_no_way_back")
    asker = Asker(request=request, party=asked.party, terms=asked.party.saml, now=now)
    is_done = is_open or await is_whole(room.world, asked.logout.sign_out_id)
    refusal = None if is_done else _PARTIAL
    logout = asked.logout
    return answer_logout(room, asker, request_id=logout.request_id, relay_state=logout.relay_state, refusal=refusal)


async def _asked(room: SamlRoom, request: Request) -> Question | None:
    digest = room.pages.visit(request).browser_digest
    return await question(room.world, SamlLogoutId(request.path_params["logout_id"]), browser_digest=digest)
