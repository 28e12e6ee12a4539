"""The single sign-on service (SAML 2.0 Profiles section 4.1)."""

from typing import assert_never

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.assert_sign_on import assert_sign_on
from ugyfelkapu.broker.actions.begin_sign_on import Issued, SilentRefusal, asked_now, begin_sign_on, keep_waiting
from ugyfelkapu.broker.actions.waiting import Browser
from ugyfelkapu.broker.actions.weigh import Missing
from ugyfelkapu.broker.domain.authorization import AuthorizationRequest, asked_anew
from ugyfelkapu.broker.domain.saml_entity import client_id_of
from ugyfelkapu.broker.domain.saml_service import EXPIRED, is_expired
from ugyfelkapu.broker.domain.saml_status import Detail, responder
from ugyfelkapu.broker.saml import paths
from ugyfelkapu.broker.saml.answering import answer, decline
from ugyfelkapu.broker.saml.asker import Asker
from ugyfelkapu.broker.saml.asking import Declined, asked_request
from ugyfelkapu.broker.saml.delivering import redirect, turn_down
from ugyfelkapu.broker.saml.message import issuer_of
from ugyfelkapu.broker.saml.received import REQUEST, Received, received_by_post, received_by_redirect, sent_on
from ugyfelkapu.broker.saml.reply import reply_of
from ugyfelkapu.broker.saml.room import SamlRoom
from ugyfelkapu.broker.saml.xml.parsing import XmlFault
from ugyfelkapu.broker.store import relying_parties
from ugyfelkapu.foundation.page.shell import error_page
from ugyfelkapu.foundation.throttle import Wait

_SILENT = {
    SilentRefusal.LOGIN_REQUIRED: "the person must sign in, and IsPassive forbids to ask",
    SilentRefusal.INTERACTION_REQUIRED: "the person must say on whose behalf, and IsPassive forbids to ask",
    SilentRefusal.CONSENT_REQUIRED: "the person must consent, and IsPassive forbids to ask",
}


async def sso(room: SamlRoom, request: Request) -> Response:
    """A request by address (SAML 2.0 Bindings section 3.4)."""
    return await _answer(room, request, received_by_redirect(request, REQUEST))


async def sso_by_post(room: SamlRoom, request: Request) -> Response:
    """The same by form (SAML 2.0 Bindings section 3.5), which is sent on as an address."""
    received = await received_by_post(request, REQUEST)
    address = received if isinstance(received, XmlFault) else sent_on(received, paths.SSO)
    return await _answer(room, request, address) if isinstance(address, XmlFault) else redirect(address)


async def _answer(room: SamlRoom, request: Request, received: Received | XmlFault) -> Response:
    """Answer at once, or send the browser to the page where the person signs in."""
    if isinstance(received, XmlFault):
        return await turn_down(room, request, f"SAMLRequest: {received}")
    issuer = issuer_of(received.message)
    client = await relying_parties.find(room.world.database.reader, client_id_of(issuer)) if issuer else None
    if client is None or client.party.saml is None:
        return await turn_down(room, request, "Issuer is no service that is registered here", reason="unknown_client")
    now = room.world.clock.now()
    if is_expired(client.party.saml, now=now):
        return await turn_down(room, request, EXPIRED, party=client.party, reason="expired_metadata")
    asker = Asker(request=request, party=client.party, terms=client.party.saml, now=now)
    asked = asked_request(room, asker, received)
    return await (decline(room, asker, asked) if isinstance(asked, Declined) else _sign_on(room, asker, asked))


async def _sign_on(room: SamlRoom, asker: Asker, asked: AuthorizationRequest) -> Response:
    secret, now = room.session_secret(asker.request), asker.now
    weighed = asked_now(asked, asker.party, now=now)
    match await begin_sign_on(room.world, weighed, session_secret=secret, issue=assert_sign_on, now=now):
        case Issued(answer=signed_on):
            return await answer(room, asker, asked, signed_on=signed_on)
        case SilentRefusal() as refusal:
            told = responder(_SILENT[refusal], Detail.NO_PASSIVE)
            return await decline(room, asker, Declined(refusal=told, reply=reply_of(asked)))
        case Missing() as missing:
            return await _wait(room, asker, asked, missing=missing)
        case never:
            assert_never(never)


async def _wait(room: SamlRoom, asker: Asker, asked: AuthorizationRequest, *, missing: Missing) -> Response:
    """On to the page that names the service."""
    visit = room.pages.visit(asker.request)
    secret = room.session_secret(asker.request)
    browser = Browser(digest=visit.browser_digest, network=visit.network, session_secret=secret)
    waiting = asked_anew(asked) if missing in (Missing.OTHER_PERSON, Missing.OTHER_METHOD) else asked
    pending_id = await keep_waiting(room.world, waiting, browser=browser, now=asker.now)
    if isinstance(pending_id, Wait):
        return error_page(room.pages, asker.request, 429, wait=pending_id.until - asker.now)
    return room.pages.redirect(visit, f"/authorize/{pending_id}{paths.STEPS[missing]}")
