"""A waiting request goes on after each step of the person (`ARCHITECTURE.md`, sign-on)."""

from typing import assert_never

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.resume_sign_on import Resumed, resume_sign_on
from ugyfelkapu.broker.actions.waiting import Browser, NotWaiting
from ugyfelkapu.broker.actions.weigh import Missing
from ugyfelkapu.broker.domain.authorization import PendingId, RequestRefusal, answer_url, error_url
from ugyfelkapu.broker.oidc import paths
from ugyfelkapu.broker.oidc.answers import onward, refused_page
from ugyfelkapu.broker.oidc.room import OidcRoom

_DENIED = ("access_denied", "the person did not sign in or did not consent")
_UNMET = ("unmet_authentication_requirements", "the person cannot reach any of the requested levels")
"""OpenID Connect Core Error Code unmet_authentication_requirements section 2."""


async def resume(room: OidcRoom, request: Request) -> Response:
    """Answer the service, or show the page of what is still missing."""
    visit = room.pages.visit(request)
    browser = Browser(digest=visit.browser_digest, network=visit.network, session_secret=room.session_secret(request))
    pending_id = PendingId(request.path_params["pending_id"])
    match await resume_sign_on(room.world, pending_id, browser=browser, now=room.world.clock.now()):
        case Resumed() as resumed:
            return onward(room, request, _url(room, resumed), party=resumed.waiting.party)
        case Missing() as missing:
            return room.pages.redirect(visit, f"{paths.AUTHORIZE}/{pending_id}{paths.STEPS[missing]}")
        case NotWaiting() as reason:
            return refused_page(room, request, reason)
        case never:
            assert_never(never)


def _url(room: OidcRoom, resumed: Resumed) -> str:
    request = resumed.waiting.pending.request
    if resumed.code is None:
        is_unmet = resumed.waiting.pending.refusal is RequestRefusal.LEVEL_NOT_REACHED
        return error_url(request.redirect_uri, _UNMET if is_unmet else _DENIED, state=request.state, issuer=room.world.issuer)
    return answer_url(request, code=resumed.code, issuer=room.world.issuer)
