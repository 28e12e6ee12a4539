"""The single logout service by browser: services' requests, and their answers to ours (SAML 2.0 Profiles section 4.4)."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.note_refused_saml import note_refused_saml
from ugyfelkapu.broker.actions.saml_sign_out import keep_wish, sessions_meant, sign_out_here, take_up_request
from ugyfelkapu.broker.actions.sign_out import find_session
from ugyfelkapu.broker.domain.authn_request import MOST_RELAY_STATE, is_carried
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.domain.saml_entity import client_id_of
from ugyfelkapu.broker.domain.saml_logout import LogoutAsked, fault_of_logout
from ugyfelkapu.broker.domain.saml_service import EXPIRED, is_expired
from ugyfelkapu.broker.domain.saml_status import Detail, SamlRefusal, requester
from ugyfelkapu.broker.saml import paths
from ugyfelkapu.broker.saml.asker import Asker
from ugyfelkapu.broker.saml.delivering import redirect, turn_down
from ugyfelkapu.broker.saml.logout.answers import answer_logout
from ugyfelkapu.broker.saml.logout.messages import logout_request_of
from ugyfelkapu.broker.saml.logout.returns import answer_refused, logout_returned
from ugyfelkapu.broker.saml.message import UnreadableError, issuer_of
from ugyfelkapu.broker.saml.received import (
    REQUEST,
    RESPONSE,
    Received,
    received_by_post,
    received_by_redirect,
    sent_on,
)
from ugyfelkapu.broker.saml.room import SamlRoom
from ugyfelkapu.broker.saml.signed import signed_message
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.parsing import XmlFault
from ugyfelkapu.broker.saml.xml.signature import SignatureFault
from ugyfelkapu.broker.store import relying_parties
from ugyfelkapu.foundation.page.form import read_query


async def slo(room: SamlRoom, request: Request) -> Response:
    """By address (SAML 2.0 Bindings section 3.4): a request, or the answer to one of ours."""
    is_answer = read_query(request).has(RESPONSE)
    reason = "logout_answer" if is_answer else "logout_malformed"
    received = received_by_redirect(request, RESPONSE if is_answer else REQUEST)
    if isinstance(received, XmlFault):
        return await turn_down(room, request, f"the SAML message: {received}", reason=reason)
    asker = await _asker(room, request, received, reason="logout_answer" if is_answer else None)
    if isinstance(asker, Response):
        return asker
    message = signed_message(received, asker.terms)
    if isinstance(message, SignatureFault):
        why = f"the signature: {message}"
        if is_answer:
            return await answer_refused(room, asker, received.message, why=why)
        return await turn_down(room, request, why, party=asker.party, reason=reason)
    if is_answer:
        return await logout_returned(room, asker, message)
    return await _asked(room, asker, message, relay_state=received.relay_state)


async def _asked(room: SamlRoom, asker: Asker, message: XmlElement, *, relay_state: str | None) -> Response:
    try:
        asked = logout_request_of(message)
    except UnreadableError as error:
        return await turn_down(room, asker.request, str(error), party=asker.party, reason="logout_malformed")
    return await _sign_out(room, asker, asked, relay_state=relay_state)


async def slo_by_post(room: SamlRoom, request: Request) -> Response:
    """By form (Bindings section 3.5), which is sent on as an address."""
    received = await received_by_post(request, REQUEST, RESPONSE)
    address = received if isinstance(received, XmlFault) else sent_on(received, paths.SLO)
    if isinstance(address, XmlFault):
        return await turn_down(room, request, f"the SAML message: {address}", reason="logout_malformed")
    return redirect(address)


async def _asker(room: SamlRoom, request: Request, received: Received, *, reason: str | None) -> Asker | Response:
    """Who speaks; else the page, `reason`: which one where it is not about a request."""
    issuer = issuer_of(received.message)
    client = await relying_parties.find(room.world.database.reader, client_id_of(issuer)) if issuer else None
    if client is None or client.party.saml is None:
        why = "Issuer is no service that is registered here"
        return await turn_down(room, request, why, reason=reason or "unknown_logout_client")
    now = room.world.clock.now()
    if is_expired(client.party.saml, now=now):
        return await turn_down(room, request, EXPIRED, party=client.party, reason=reason or "logout_expired")
    return Asker(request=request, party=client.party, terms=client.party.saml, now=now)


async def _sign_out(room: SamlRoom, asker: Asker, asked: LogoutAsked, *, relay_state: str | None) -> Response:
    """The person is asked about the session of this browser; in others the request ends what the service itself began."""
    state = relay_state if is_carried(relay_state) else None
    too_long = requester(f"RelayState is longer than {MOST_RELAY_STATE} bytes") if state != relay_state else None
    destination = room.world.issuer + paths.SLO
    fault = too_long or await fault_of_request(room, asker.party, asked, destination=destination, now=asker.now)
    if fault is not None:
        await note_refused_saml(room.world, asker.party, fault, endpoint=paths.SLO)
        return answer_logout(room, asker, request_id=asked.request_id, relay_state=state, refusal=fault)
    meant = await sessions_meant(room.world, asker.party.client_id, asked)
    mine = await find_session(room.world, room.session_secret(asker.request))
    here = next((session for session in meant if mine and session.session_id == mine.session_id), None)
    for session in meant:
        if session is not here:
            await sign_out_here(room.world, session, asker.party.client_id, now=asker.now)
    if here is None:
        return answer_logout(room, asker, request_id=asked.request_id, relay_state=relay_state, refusal=None)
    visit = room.pages.visit(asker.request)
    browser = (visit.browser_digest, relay_state)
    logout_id = await keep_wish(room.world, here, asked, asker=asker.party.client_id, browser=browser)
    return room.pages.redirect(visit, f"{paths.SLO}/{logout_id}")


async def fault_of_request(
    room: SamlRoom, party: RelyingParty, asked: LogoutAsked, *, destination: str, now: datetime
) -> SamlRefusal | None:
    """The first rule that a signed request breaks; one that keeps them all is used up."""
    fault = fault_of_logout(asked, destination=destination, now=now)
    if fault is not None:
        return fault
    if not await take_up_request(room.world, party.client_id, asked, now=now):
        return requester("the request was sent before", Detail.REQUEST_DENIED)
    return None
