"""A SAML service is told by SOAP that somebody signed out (SAML 2.0 Profiles section 4.4.3.2, Bindings section 3.2)."""

from datetime import datetime

from ugyfelkapu.broker.domain.logout_notice import Notice
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.domain.saml_logout import fault_of_answer
from ugyfelkapu.broker.domain.saml_service import EXPIRED, Binding, SamlTerms, is_expired, logout_point
from ugyfelkapu.broker.ports import BrokerWorld, FetchFault
from ugyfelkapu.broker.saml.logout.messages import logout_request, logout_response_of
from ugyfelkapu.broker.saml.message import UnreadableError
from ugyfelkapu.broker.saml.speaking import sealed
from ugyfelkapu.broker.saml.xml.parsing import XmlFault
from ugyfelkapu.broker.saml.xml.signature import SignatureFault, verified
from ugyfelkapu.broker.saml.xml.soap import SoapFault, enveloped, message_in

LONGEST_ANSWER = 64 * 1024


async def tell_by_soap(world: BrokerWorld, notice: Notice, party: RelyingParty, *, now: datetime) -> str | None:
    """Send our request; why it was not confirmed, `None`: it was."""
    terms = party.saml
    point = logout_point(terms, Binding.SOAP) if terms else None
    if terms is None or point is None:
        return "the metadata name no SOAP SingleLogoutService any more"
    if is_expired(terms, now=now):
        return EXPIRED
    if notice.signed_on.name is None:
        return "the person's name at the service is kept no longer"
    request = sealed(world, terms, logout_request(world, notice, terms, destination=point.url, now=now))
    answer = await world.outside.soap(point.url, enveloped(request))
    return answer.value if isinstance(answer, FetchFault) else _fault(answer.body, notice, terms)


def _fault(document: bytes, notice: Notice, terms: SamlTerms) -> str | None:
    message = message_in(document, longest=LONGEST_ANSWER)
    if isinstance(message, XmlFault | SoapFault):
        return f"the answer is no message: {message}"
    believed = verified(message, terms.signing_certificates)
    if isinstance(believed, SignatureFault):
        return f"the answer's signature: {believed}"
    try:
        return fault_of_answer(logout_response_of(believed), notice)
    except UnreadableError as error:
        return str(error)
