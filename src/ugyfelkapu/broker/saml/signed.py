"""Messages that must be signed: what is believed of them (SAML 2.0 Profiles sections 4.4.3.1 and 4.4.4.1)."""

from ugyfelkapu.broker.domain.saml_service import SamlTerms
from ugyfelkapu.broker.saml.received import Received
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.signature import SignatureFault, verified, verified_query


def signed_message(received: Received, terms: SamlTerms) -> XmlElement | SignatureFault:
    """What the signature covers: of the whole address, or in the message itself; without one nothing."""
    signature = received.signature
    if signature is None:
        return verified(received.message, terms.signing_certificates)
    fault = verified_query(
        signature.octets, algorithm=signature.algorithm, value=signature.value, certificates=terms.signing_certificates
    )
    return fault or received.message
