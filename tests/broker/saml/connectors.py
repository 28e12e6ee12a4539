"""A connector of the eIDAS network, as its own software would act: it joins, asks, and reads what it is answered."""

from datetime import datetime

import xmlsec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from lxml import etree

from tests.broker.saml.metadata_documents import Described, admission, key_descriptor
from tests.broker.saml.service import SamlService, ServiceKey, ask, service_key, taken_in, told
from tests.broker.town import Town, press
from tests.saml_schema import schema_faults
from tests.world import START
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.domain.saml_service import SamlProfile
from ugyfelkapu.broker.saml.metadata.admission import Admission
from ugyfelkapu.broker.saml.metadata_of_service import service_from
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.names import PREFIXES, SAML
from ugyfelkapu.broker.saml.xml.parsing import XmlFault, parsed
from ugyfelkapu.broker.saml.xml.writing import XmlNode, element
from ugyfelkapu.identification import AssuranceLevel

NATURAL = "http://eidas.europa.eu/attributes/naturalperson/"
HIGH = "http://eidas.europa.eu/LoA/high"
LAW = "910/2014/EU article 6"


def key() -> ServiceKey:
    return service_key("connector", 3072)


def extended(*parts: XmlNode) -> XmlNode:
    return element("md:Extensions", {}, *parts)


PUBLIC = element("eidas:SPType", {}, "public")


def wish(**changes: object) -> Admission:
    return admission(START, **{"profile": SamlProfile.EIDAS, "country": "DE", "legal_basis": LAW, **changes})


def described(*parts: XmlNode, **role: str) -> Described:
    return Described(role=role, keys=(key_descriptor(key().certificate),), parts=parts)


async def connector(town: Town, *parts: XmlNode, **role: str) -> SamlService:
    party = service_from(described(*(parts or (extended(PUBLIC),)), **role).document(), wish())
    assert isinstance(party, RelyingParty), party
    town.gate.level = AssuranceLevel.SUBSTANTIAL
    return await taken_in(town, party, key())


def wishes(*names: str, **attributes: str) -> XmlNode:
    """`RequestedAttributes`, each required unless said otherwise."""
    asked = {"NameFormat": "urn:oasis:names:tc:SAML:2.0:attrname-format:uri", "isRequired": "true", **attributes}
    found = (element("eidas:RequestedAttribute", {**asked, "Name": name if ":" in name else NATURAL + name}) for name in names)
    return element("eidas:RequestedAttributes", {}, *found)


def asking(
    service: SamlService, now: datetime, *extensions: XmlNode, context: str = "", comparison: str = "minimum"
) -> XmlNode:
    parts = [element("samlp:Extensions", {}, *extensions)] if extensions else []
    if context:
        reference = element("saml:AuthnContextClassRef", {}, context)
        parts.append(element("samlp:RequestedAuthnContext", {"Comparison": comparison}, reference))
    return service.question(now, *parts)


def decrypted(document: bytes) -> bytes:
    """The assertion as the connector's own software finds it."""
    data = etree.fromstring(document).find(f".//{{{PREFIXES['xenc']}}}EncryptedData")
    assert data is not None
    keys = xmlsec.KeysManager()
    private = key().private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    keys.add_key(xmlsec.Key.from_memory(private, xmlsec.constants.KeyDataFormatPem))
    found = xmlsec.EncryptionContext(keys).decrypt(data)
    assert isinstance(found, etree._Element)
    return etree.tostring(found)


async def assertion_for(town: Town, service: SamlService, question: XmlNode) -> bytes:
    """From the request to the assertion, by all pages between."""
    async with town.browser() as browser:
        page = await press(browser, await ask(browser, service.signed_query(question)))
        if 'data-page="consent"' in page.text:
            page = await press(browser, page, decision="allow")
        answer = told(page)
    answer.trusted(town, service.terms)
    assertion = decrypted(answer.document)
    assert not schema_faults(assertion), assertion
    return assertion


def read(octets: bytes) -> XmlElement:
    found = parsed(octets)
    assert not isinstance(found, XmlFault)
    return found


def types_of(assertion: bytes) -> dict[str, str]:
    """The type that each attribute's value has, its prefix looked up as a schema's reader does."""
    found = {}
    for value in etree.fromstring(assertion).iter(SAML + "AttributeValue"):
        prefix, _, name = (value.get(f"{{{PREFIXES['xsi']}}}type") or "").partition(":")
        parent = value.getparent()
        assert parent is not None
        found[str(parent.get("FriendlyName"))] = f"{value.nsmap[prefix]} {name}"
    return found
