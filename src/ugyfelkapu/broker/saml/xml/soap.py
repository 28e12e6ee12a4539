"""Messages in SOAP envelopes, of which nothing but the one message in the body counts (SAML 2.0 Bindings section 3.2)."""

from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.names import SOAP
from ugyfelkapu.broker.saml.xml.parsing import XmlFault, parsed
from ugyfelkapu.broker.saml.xml.writing import XmlNode, element, written


def enveloped(node: XmlNode) -> bytes:
    """The document with our message."""
    return written(element("soap:Envelope", {}, element("soap:Body", {}, node)))


def message_in(document: bytes, *, longest: int) -> XmlElement | XmlFault:
    """The message of an envelope as a document of its own, so that its signature is looked at as in any other."""
    envelope = parsed(document, longest=longest)
    if isinstance(envelope, XmlFault):
        return envelope
    body = envelope.child(SOAP + "Body") if envelope.name == SOAP + "Envelope" else None
    messages = () if body is None else body.children()
    return parsed(messages[0].octets(), longest=longest) if len(messages) == 1 else XmlFault.NOT_WELL_FORMED
