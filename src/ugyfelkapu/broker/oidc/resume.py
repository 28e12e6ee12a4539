"""A waiting request goes on after each step of the person (`ARCHITECTURE.md`, sign-on)."""

from typing import assert_never

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.answer_device import answer_waiting
from ugyfelkapu.broker.actions.resume_sign_on import Resumed, resume_sign_on
from ugyfelkapu.broker.actions.waiting import Browser, NotWaiting, Waiting, find_waiting
from ugyfelkapu.broker.actions.weigh import AnsweredBefore, Missing
from ugyfelkapu.broker.domain.answer import Answer, granted, refused
from ugyfelkapu.broker.domain.authorization import PendingId, RequestRefusal
from ugyfelkapu.broker.domain.redirect import is_registered
from ugyfelkapu.broker.oidc import paths
from ugyfelkapu.broker.oidc.answers import deliver_after_pages, refused_page
from ugyfelkapu.broker.oidc.room import OidcRoom

_DENIED = ("access_denied", "the person did not sign in or did not consent")
_REFUSALS = {
    RequestRefusal.LEVEL_NOT_REACHED: (
        "unmet_authentication_requirements",  # OpenID Connect Core Error Code unmet_authentication_requirements section 2
        "the person cannot reach any of the requested levels",
    ),
    RequestRefusal.OTHER_PERSON: (
        "login_required",  # OpenID Connect Core section 3.1.2.2
        "another person signed in than the one whom id_token_hint or the claim sub names",
    ),
}


async def resume(room: OidcRoom, request: Request) -> Response:
    """Answer the service, or show the page of what is still missing."""
    visit = room.pages.visit(request)
    browser = Browser(digest=visit.browser_digest, network=visit.network, session_secret=room.session_secret(request))
    pending_id = PendingId(request.path_params["pending_id"])
    now = room.world.clock.now()
    waiting = await find_waiting(room.world.database.reader, pending_id, browser=browser, now=now)
    if isinstance(waiting, NotWaiting):
        return refused_page(room, request, waiting)
    if reason := _nowhere(waiting):
        return refused_page(room, request, reason)
    match await resume_sign_on(room.world, waiting, browser=browser, issue=answer_waiting, now=now):
        case Resumed() as resumed if resumed.waiting.pending.request.is_for_device:
            return room.pages.redirect(visit, f"{paths.DEVICE_DONE}?result={_result(resumed)}")
        case Resumed(answer=AnsweredBefore()):
            return refused_page(room, request, NotWaiting.ANSWERED)
        case Resumed() as resumed:
            return deliver_after_pages(room, request, _answer(resumed), party=resumed.waiting.party)
        case Missing() as missing:
            return room.pages.redirect(visit, f"{paths.AUTHORIZE}/{pending_id}{paths.STEPS[missing]}")
        case NotWaiting() as reason:
            return refused_page(room, request, reason)
        case never:
            assert_never(never)


def _nowhere(waiting: Waiting) -> str | None:
    """Why it is answered nowhere: it is of the other protocol, or its address was taken out of the registration since."""
    asked = waiting.pending.request
    if asked.saml is not None:
        return NotWaiting.UNKNOWN
    return None if asked.is_for_device or is_registered(waiting.party, asked.redirect_uri) else "unknown_redirect"


def _answer(resumed: Resumed[str | AnsweredBefore | None]) -> Answer:
    pending = resumed.waiting.pending
    if isinstance(resumed.answer, str):
        return granted(pending.request.reply_to, code=resumed.answer)
    error, description = _REFUSALS.get(resumed.refusal or RequestRefusal.TURNED_BACK, _DENIED)
    return refused(pending.request.reply_to, error=error, description=description)


def _result(resumed: Resumed[str | AnsweredBefore | None]) -> str:
    """What the page tells a person whose device has the answer."""
    if resumed.answer is not None:
        return "approved"
    return "late" if resumed.refusal is None else "refused"
