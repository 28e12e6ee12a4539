"""Assertions that the service alone can read (SAML 2.0 Core section 2.3.4), decrypted as services do: with xmlsec."""

import xmlsec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from lxml import etree

from tests.broker.saml.service import ask, query_of, saml_service, service_key, told
from tests.broker.town import Town, press
from ugyfelkapu.broker.saml.xml.names import PREFIXES, SAML
from ugyfelkapu.broker.saml.xml.parsing import XmlFault, parsed
from ugyfelkapu.broker.saml.xml.signature import SignatureFault, verified


def decrypted(document: bytes) -> bytes:
    """The assertion, as its service's software gets it."""
    root = etree.fromstring(document)
    data = root.find(f".//{{{PREFIXES['xenc']}}}EncryptedData")
    assert data is not None
    keys = xmlsec.KeysManager()
    private = service_key().private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    keys.add_key(xmlsec.Key.from_memory(private, xmlsec.constants.KeyDataFormatPem))
    found = xmlsec.EncryptionContext(keys).decrypt(data)
    assert isinstance(found, etree._Element)
    return etree.tostring(found, method="c14n", exclusive=True)


async def test_an_encrypted_assertion_is_read_and_verified_by_its_service_alone(town: Town) -> None:
    certificates = (service_key().certificate,)
    service = await saml_service(
        town, are_assertions_encrypted=True, are_assertions_signed=True, encryption_certificates=certificates
    )
    browser = town.browser()
    answer = told(await press(browser, await ask(browser, query_of(service.question(town.clock.now())))))
    assert b"person-1@example.test" not in answer.document
    assert answer.trusted(town, service.terms).child(SAML + "Assertion") is None
    assertion = parsed(decrypted(answer.document))
    assert not isinstance(assertion, XmlFault)
    assert not isinstance(verified(assertion, [town.world.saml_keys.certificate(service.terms.signature)]), SignatureFault)
    assert "person-1@example.test" in assertion.text
