"""Which service asks by SOAP: only a signed message is listened to (SAML 2.0 Bindings sections 3.2.2.3 and 3.6.5.1)."""

from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.domain.authn_request import REQUEST_LIFETIME, SAML_LEEWAY
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.domain.saml_entity import client_id_of
from ugyfelkapu.broker.domain.saml_service import SamlTerms, is_expired
from ugyfelkapu.broker.domain.saml_status import fault_of_version
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
    if isinstance(message, XmlFault):
        return soap_fault(f"the envelope: {message}", status=400)
    if isinstance(message, SoapFault):
        return soap_fault("no header is understood here", status=400, code=message)
    if message.name != name:
        return soap_fault(f"the message is no {name.rpartition('}')[2]}", status=400)
    try:
        return await _asker(room, message, path=path)
    except (UnreadableError, _NotListenedToError) as reason:
        return soap_fault(str(reason), status=403)


async def _asker(room: SamlRoom, message: XmlElement, *, path: str) -> SoapAsker:
    issuer, now = issuer_of(message), room.world.clock.now()
    client = await relying_parties.find(room.world.database.reader, client_id_of(issuer)) if issuer else None
    if client is None or client.party.saml is None or is_expired(client.party.saml, now=now):
        raise _NotListenedToError("Issuer is no service with valid metadata here")
    terms = client.party.saml
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
    return SoapAsker(party=client.party, terms=terms, message=covered, request_id=message_id(covered), now=now)
