"""Was this assertion issued? `AssertionIDRequest` by SOAP, answered yes or no (SAML 2.0 Core section 3.3.1; decision 0039)."""

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.check_issued import Held, check_issued
from ugyfelkapu.broker.domain.issued import entry_of_assertion
from ugyfelkapu.broker.domain.saml_status import Detail, SamlRefusal, requester, responder
from ugyfelkapu.broker.saml import paths
from ugyfelkapu.broker.saml.room import SamlRoom
from ugyfelkapu.broker.saml.soap import soap_answer
from ugyfelkapu.broker.saml.soap_asker import SoapAsker, soap_asker
from ugyfelkapu.broker.saml.speaking import fresh_id, issuer, sealed, stamped, status_node
from ugyfelkapu.broker.saml.xml.names import OWN, SAML, SAMLP
from ugyfelkapu.broker.saml.xml.writing import element
from ugyfelkapu.foundation.throttle import Wait


async def issued(room: SamlRoom, request: Request) -> Response:
    """Success without an assertion, or why not."""
    asker = await soap_asker(room, request, SAMLP + "AssertionIDRequest", path=paths.ISSUED)
    if isinstance(asker, Response):
        return asker
    attributes = {
        "ID": fresh_id(room.world),
        "InResponseTo": asker.request_id,
        "IssueInstant": stamped(asker.now),
        "Version": "2.0",
    }
    refusal = await _refusal(room, asker)
    node = element("samlp:Response", attributes, issuer(room.world), status_node(refusal))
    return soap_answer(sealed(room.world, asker.terms, node))


async def _refusal(room: SamlRoom, asker: SoapAsker) -> SamlRefusal | None:
    named = asker.message.child(SAML + "AssertionIDRef")
    extensions = asker.message.child(SAMLP + "Extensions")
    subject = extensions.child(OWN + "NameID") if extensions is not None else None
    if named is None or subject is None:
        return requester("there must be one AssertionIDRef, and the NameID in Extensions", Detail.REQUEST_UNSUPPORTED)
    held = Held(entry_id=entry_of_assertion(named.text.strip()), name=subject.text.strip())
    found = await check_issued(room.world, asker.party, held)
    if isinstance(found, Wait):
        return responder("too many unknown assertions: ask later", Detail.REQUEST_DENIED)
    return None if found else requester("no such assertion about this person was issued to you", Detail.RESOURCE_NOT_RECOGNIZED)
