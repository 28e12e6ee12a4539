"""A waiting SAML request goes on after each step of the person (`ARCHITECTURE.md`, sign-on)."""

from typing import assert_never

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.assert_sign_on import SamlAnswer, assert_sign_on
from ugyfelkapu.broker.actions.resume_sign_on import Resumed, resume_sign_on
from ugyfelkapu.broker.actions.waiting import Browser, NotWaiting, find_waiting
from ugyfelkapu.broker.actions.weigh import Missing
from ugyfelkapu.broker.domain.authorization import PendingId, RequestRefusal
from ugyfelkapu.broker.domain.saml_service import EXPIRED, is_expired
from ugyfelkapu.broker.domain.saml_status import Detail, responder
from ugyfelkapu.broker.saml import paths
from ugyfelkapu.broker.saml.answering import answer, decline
from ugyfelkapu.broker.saml.asker import Asker
from ugyfelkapu.broker.saml.asking import Declined
from ugyfelkapu.broker.saml.delivering import refused_page, turn_down
from ugyfelkapu.broker.saml.reply import reply_of
from ugyfelkapu.broker.saml.room import SamlRoom

_REFUSALS = {
    RequestRefusal.TURNED_BACK: responder("the person did not sign in or did not consent", Detail.AUTHN_FAILED),
    RequestRefusal.LEVEL_NOT_REACHED: responder(
        "the person cannot reach any of the requested authentication contexts", Detail.NO_AUTHN_CONTEXT
    ),
    RequestRefusal.OTHER_PERSON: responder("another person signed in than the Subject names", Detail.UNKNOWN_PRINCIPAL),
}


async def resume(room: SamlRoom, request: Request) -> Response:
    """Answer the service, or show the page of what is still missing."""
    visit = room.pages.visit(request)
    browser = Browser(digest=visit.browser_digest, network=visit.network, session_secret=room.session_secret(request))
    now = room.world.clock.now()
    pending_id = PendingId(request.path_params["pending_id"])
    waiting = await find_waiting(room.world.database.reader, pending_id, browser=browser, now=now)
    if isinstance(waiting, NotWaiting):
        return refused_page(room, request, waiting)
    if waiting.party.saml is None:
        return refused_page(room, request, NotWaiting.UNKNOWN)
    reply = reply_of(waiting.pending.request)
    if not any((each.url, each.binding) == (reply.url, reply.binding) for each in waiting.party.saml.consumers):
        why = "the AssertionConsumerService is in the metadata no longer"
        return await turn_down(room, request, why, party=waiting.party, reason="unknown_redirect")
    if is_expired(waiting.party.saml, now=now):
        return await turn_down(room, request, EXPIRED, party=waiting.party, reason="expired_metadata")
    match await resume_sign_on(room.world, waiting, browser=browser, issue=assert_sign_on, now=now):
        case Resumed() as resumed:
            asker = Asker(request=request, party=waiting.party, terms=waiting.party.saml, now=now)
            return await _answer(room, asker, resumed)
        case Missing() as missing:
            return room.pages.redirect(visit, f"/authorize/{pending_id}{paths.STEPS[missing]}")
        case NotWaiting() as reason:
            return refused_page(room, request, reason)
        case never:
            assert_never(never)


async def _answer(room: SamlRoom, asker: Asker, resumed: Resumed[SamlAnswer]) -> Response:
    asked = resumed.waiting.pending.request
    if resumed.answer is not None:
        return await answer(room, asker, asked, signed_on=resumed.answer)
    refusal = _REFUSALS[resumed.refusal or RequestRefusal.TURNED_BACK]
    return await decline(room, asker, Declined(refusal=refusal, reply=reply_of(asked)))
