"""The single logout service for services' servers (SAML 2.0 Bindings section 3.2, Profiles section 4.4.3.1)."""

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.end_sessions import Leaving
from ugyfelkapu.broker.actions.note_refused_saml import note_refused_saml
from ugyfelkapu.broker.actions.saml_sign_out import is_whole, sessions_meant
from ugyfelkapu.broker.actions.sign_out import sign_out
from ugyfelkapu.broker.domain.saml_logout import LogoutAsked
from ugyfelkapu.broker.domain.saml_status import Detail, SamlRefusal, partial_logout, requester
from ugyfelkapu.broker.saml import paths
from ugyfelkapu.broker.saml.logout.messages import logout_request_of, logout_response
from ugyfelkapu.broker.saml.logout.slo import fault_of_request
from ugyfelkapu.broker.saml.message import UnreadableError
from ugyfelkapu.broker.saml.room import SamlRoom
from ugyfelkapu.broker.saml.soap import soap_answer
from ugyfelkapu.broker.saml.soap_asker import SoapAsker, soap_asker, unheard
from ugyfelkapu.broker.saml.speaking import sealed, status_node
from ugyfelkapu.broker.saml.xml.names import SAMLP

_PARTIAL = partial_logout("other services are being told")


async def slo_by_soap(room: SamlRoom, request: Request) -> Response:
    """End the sessions the request means, with all that hangs on them; other services are told by the worker."""
    asker = await soap_asker(room, request, SAMLP + "LogoutRequest", path=paths.SLO_SOAP)
    if isinstance(asker, Response):
        return asker
    try:
        asked = logout_request_of(asker.message)
    except UnreadableError as error:
        return await unheard(room, str(error), path=paths.SLO_SOAP, status=400, party=asker.party)
    destination = room.world.issuer + paths.SLO_SOAP
    fault = await fault_of_request(room, asker.party, asked, destination=destination, now=asker.now)
    if fault is not None:
        await note_refused_saml(room.world, asker.party, fault, endpoint=paths.SLO_SOAP)
    status = status_node(fault or await _signed_out(room, asker, asked))
    node = logout_response(room.world, request_id=asked.request_id, destination=None, status=status, now=asker.now)
    return soap_answer(sealed(room.world, asker.terms, node))


async def _signed_out(room: SamlRoom, asker: SoapAsker, asked: LogoutAsked) -> SamlRefusal | None:
    """Ends them; the answer says so where others are still to be told."""
    meant = await sessions_meant(room.world, asker.party.client_id, asked)
    if not meant:
        return requester("nobody of this NameID is signed on at the service", Detail.UNKNOWN_PRINCIPAL)
    leaving = Leaving(browser_digest=None, asked_by=asker.party.client_id, destination=None)
    ends = [await sign_out(room.world, session, reason="asked by a service", leaving=leaving) for session in meant]
    return None if all([await is_whole(room.world, end) for end in ends]) else _PARTIAL
