"""Which service asks by SOAP: only a signed message is listened to (SAML 2.0 Bindings sections 3.2.2.3 and 3.6.5.1)."""

from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.note_refused_saml import note_refused_saml
from ugyfelkapu.broker.domain.authn_request import REQUEST_LIFETIME, SAML_LEEWAY
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.domain.saml_entity import client_id_of
from ugyfelkapu.broker.domain.saml_service import EXPIRED, SamlTerms, is_expired
from ugyfelkapu.broker.domain.saml_status import Detail, fault_of_version, requester
from ugyfelkapu.broker.saml.asker import Asker
from ugyfelkapu.broker.saml.message import UnreadableError, instant, issuer_of, message_id, version_of
from ugyfelkapu.broker.saml.room import SamlRoom
from ugyfelkapu.broker.saml.soap import soap_fault, soap_message
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.parsing import XmlFault
from ugyfelkapu.broker.saml.xml.signature import SignatureFault, verified
from ugyfelkapu.broker.saml.xml.soap import SoapFault
from ugyfelkapu.broker.store import relying_parties


@dataclass(frozen=True, slots=True, kw_only=True)
class SoapAsker:
    """A service that proved itself, and its message as the signature covers it."""

    party: RelyingParty
    terms: SamlTerms
    message: XmlElement
    request_id: str
    now: datetime


class _NotListenedToError(Exception):
    """Says why."""


async def soap_asker(room: SamlRoom, request: Request, name: str, *, path: str) -> SoapAsker | Response:
    """Who asks; `name`: what the message must be, `path`: where it came. Else the refusal."""
    message = await soap_message(request)
    if isinstance(message, SoapFault):
        return soap_fault("no header is understood here", status=400, code=message)
    if isinstance(message, XmlFault):
        return await unheard(room, f"the envelope: {message}", path=path, status=400)
    if message.name != name:
        return await unheard(room, f"the message is no {name.rpartition('}')[2]}", path=path, status=400)
    issuer = issuer_of(message)
    client = await relying_parties.find(room.world.database.reader, client_id_of(issuer)) if issuer else None
    if client is None or client.party.saml is None:
        return await unheard(room, "Issuer is no service that is registered here", path=path, status=403)
    asker = Asker(request=request, party=client.party, terms=client.party.saml, now=room.world.clock.now())
    try:
        return _proven(room, asker, message, path=path)
    except (UnreadableError, _NotListenedToError) as reason:
        return await unheard(room, str(reason), path=path, status=403, party=client.party)


async def unheard(room: SamlRoom, why: str, *, path: str, status: int, party: RelyingParty | None = None) -> Response:
    """A fault that says why, which is written down too; `party`: in whose name the message came."""
    await note_refused_saml(room.world, party, requester(why, Detail.REQUEST_DENIED), endpoint=path)
    return soap_fault(why, status=status)


def _proven(room: SamlRoom, asker: Asker, message: XmlElement, *, path: str) -> SoapAsker:
    now, terms = asker.now, asker.terms
    if is_expired(terms, now=now):
        raise _NotListenedToError(EXPIRED)
    covered = verified(message, terms.signing_certificates)
    if isinstance(covered, SignatureFault):
        raise _NotListenedToError(f"the signature: {covered}")
    if mismatch := fault_of_version(version_of(covered)):
        raise _NotListenedToError(mismatch.message)
    if covered.get("Destination") not in (None, room.world.issuer + path):
        raise _NotListenedToError(f"Destination must be {room.world.issuer}{path}")
    at = instant(covered.get("IssueInstant"), "IssueInstant")
    if not now - REQUEST_LIFETIME < at <= now + SAML_LEEWAY:
        raise _NotListenedToError("IssueInstant is too long ago or in the future")
    return SoapAsker(party=asker.party, terms=terms, message=covered, request_id=message_id(covered), now=now)
