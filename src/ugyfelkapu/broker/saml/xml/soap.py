"""Messages in SOAP envelopes, of which nothing but the one message in the body counts (SAML 2.0 Bindings section 3.2)."""

from enum import StrEnum

from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.names import SOAP
from ugyfelkapu.broker.saml.xml.parsing import XmlFault, parsed
from ugyfelkapu.broker.saml.xml.writing import XmlNode, element, written

_NEXT = "http://schemas.xmlsoap.org/soap/actor/next"


class SoapFault(StrEnum):
    """Why an envelope that can be read is not listened to; by its name in SOAP."""

    MUST_UNDERSTAND = "MustUnderstand"
    """It has a header that we must understand or refuse (SOAP 1.1 section 4.2.3), and we understand none."""


def enveloped(node: XmlNode) -> bytes:
    """The document with our message."""
    return written(element("soap:Envelope", {}, element("soap:Body", {}, node)))


def message_in(document: bytes, *, longest: int) -> XmlElement | XmlFault | SoapFault:
    """The message of an envelope as a document of its own, so that its signature is looked at as in any other."""
    envelope = parsed(document, longest=longest)
    if isinstance(envelope, XmlFault):
        return envelope
    if any(_is_for_us(entry) for header in envelope.children(SOAP + "Header") for entry in header.children()):
        return SoapFault.MUST_UNDERSTAND
    body = envelope.child(SOAP + "Body") if envelope.name == SOAP + "Envelope" else None
    messages = () if body is None else body.children()
    return parsed(messages[0].octets(), longest=longest) if len(messages) == 1 else XmlFault.NOT_WELL_FORMED


def _is_for_us(entry: XmlElement) -> bool:
    """Mandatory, and not meant for another on the way (section 4.2.2); only 0 says that it is not (section 4.2.3)."""
    is_mandatory = (entry.get(SOAP + "mustUnderstand") or "0").strip() != "0"
    return is_mandatory and entry.get(SOAP + "actor") in (None, "", _NEXT)
