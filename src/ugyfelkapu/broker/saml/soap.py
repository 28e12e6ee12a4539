"""Services' servers ask ours by SOAP (SAML 2.0 Bindings section 3.2; SOAP 1.1)."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.saml.received import LONGEST_MESSAGE
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.parsing import XmlFault
from ugyfelkapu.broker.saml.xml.soap import SoapFault, enveloped, message_in
from ugyfelkapu.broker.saml.xml.writing import XmlNode, element
from ugyfelkapu.foundation.page.form import bounded_body

MEDIA_TYPE = "text/xml"
_READ = (MEDIA_TYPE, "application/soap+xml")
"""pysaml2 names that of SOAP 1.2 over an envelope of 1.1; neither can be sent by a page of another site."""
_HEADERS = {"Cache-Control": "no-cache, no-store", "Pragma": "no-cache", "X-Content-Type-Options": "nosniff"}
"""Bindings section 3.2.3.2."""


async def soap_message(request: Request) -> XmlElement | XmlFault | SoapFault:
    """The one message of an envelope, as the root of a document of its own."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in _READ:
        raise HTTPException(415)
    return message_in(await bounded_body(request, LONGEST_MESSAGE), longest=LONGEST_MESSAGE)


def soap_answer(node: XmlNode, *, status: int = 200) -> Response:
    """An answer that nobody keeps."""
    return Response(enveloped(node), status_code=status, media_type=MEDIA_TYPE, headers=_HEADERS)


def soap_fault(reason: str, *, status: int, code: str = "Client") -> Response:
    """Nothing in the protocol's words: the envelope is broken (400), or we do not speak with whoever sent it (403)."""
    named, words = element("faultcode", {}, f"soap:{code}"), element("faultstring", {}, reason)
    return soap_answer(element("soap:Fault", {}, named, words), status=status)
