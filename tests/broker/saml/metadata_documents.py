"""Metadata as services publish them, made of parts that a test changes."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from tests.broker.saml.service import ServiceKey, service_key
from tests.world import START
from ugyfelkapu.broker.domain.metadata import MetadataFault
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.domain.saml_service import EntityId, SamlTerms
from ugyfelkapu.broker.saml.metadata.admission import Admission
from ugyfelkapu.broker.saml.metadata_of_service import service_from
from ugyfelkapu.broker.saml.xml.names import PREFIXES
from ugyfelkapu.broker.saml.xml.signing import signed
from ugyfelkapu.broker.saml.xml.writing import XmlNode, element, written

ENTITY = "https://council.example.test/saml"
CONSUMER = "https://council.example.test/saml/acs"
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
ARTIFACT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact"
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
SOAP = "urn:oasis:names:tc:SAML:2.0:bindings:SOAP"
MAIL = "urn:oid:0.9.2342.19200300.100.1.3"
FAR = "2027-06-01T00:00:00Z"
BORN = "http://eidas.europa.eu/attributes/naturalperson/DateOfBirth"


def key_descriptor(certificate: str | None = None, **attributes: str) -> XmlNode:
    """A key by its certificate; that of the council, unless another is given."""
    text = certificate or service_key().certificate
    data = element("ds:X509Data", {}, element("ds:X509Certificate", {}, "\n" + text[:64] + "\n" + text[64:] + "\n"))
    return element("md:KeyDescriptor", attributes, element("ds:KeyInfo", {}, data))


def consumer(url: str = CONSUMER, *, binding: str = POST, index: str = "0", **attributes: str) -> XmlNode:
    return element("md:AssertionConsumerService", {"Binding": binding, "Location": url, "index": index, **attributes})


def logout(binding: str, url: str, **attributes: str) -> XmlNode:
    return element("md:SingleLogoutService", {"Binding": binding, "Location": url, **attributes})


def asking(*names: str, index: str = "0", **attributes: str) -> XmlNode:
    asked = (element("md:RequestedAttribute", {"Name": name}) for name in names)
    name = element("md:ServiceName", {"xml:lang": "en"}, "Council tax")
    return element("md:AttributeConsumingService", {"index": index, **attributes}, name, *asked)


def shown(**names: str) -> XmlNode:
    told = (element("mdui:DisplayName", {"xml:lang": language}, name) for language, name in names.items())
    return element("md:Extensions", {}, element("mdui:UIInfo", {}, *told))


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A service's metadata."""

    entity_id: str = ENTITY
    role: dict[str, str] | None = None
    """Attributes of the `SPSSODescriptor`."""
    entity: dict[str, str] | None = None
    """Attributes of the `EntityDescriptor`."""
    parts: tuple[XmlNode, ...] = ()
    """What stands in the role beside consumers and keys."""
    consumers: tuple[XmlNode, ...] | None = None
    keys: tuple[XmlNode, ...] | None = None
    behind: tuple[XmlNode, ...] = ()
    """What stands behind the role."""

    def node(self, **attributes: str) -> XmlNode:
        """As it is written; `attributes`: more of the `EntityDescriptor`."""
        protocol = {"protocolSupportEnumeration": PREFIXES["samlp"], **(self.role or {})}
        keys = (key_descriptor(),) if self.keys is None else self.keys
        consumers = (consumer(),) if self.consumers is None else self.consumers
        role = element("md:SPSSODescriptor", protocol, *keys, *self.parts, *consumers)
        named = {"entityID": self.entity_id, **(self.entity or {}), **attributes}
        return element("md:EntityDescriptor", named, role, *self.behind)

    def document(self) -> bytes:
        return written(self.node())

    def signed(self, key: ServiceKey, name: str = "_m1") -> bytes:
        """With the signature of whoever publishes it, for a while."""
        passing = replace(self, entity={"validUntil": FAR, **(self.entity or {})})
        return written(signed(passing.node(ID=name), key, key.certificate))


def many(*described: Described | XmlNode, **attributes: str) -> XmlNode:
    """Several entities in one document."""
    nodes = (each if isinstance(each, XmlNode) else each.node() for each in described)
    return element("md:EntitiesDescriptor", attributes, *nodes)


@cache
def publisher() -> ServiceKey:
    """Whoever signs metadata for services."""
    return service_key("publisher")


def admission(now: datetime, **changes: object) -> Admission:
    return replace(Admission(now=now, loopback_allowed=False), **changes)  # type: ignore[arg-type] # a test's own fields


USUAL = admission(START)


def party_of(described: Described, wish: Admission = USUAL) -> RelyingParty:
    found = service_from(described.document(), wish)
    assert isinstance(found, RelyingParty), found
    return found


def terms_of(described: Described, wish: Admission = USUAL) -> SamlTerms:
    terms = party_of(described, wish).saml
    assert terms is not None
    return terms


def refusal_of(document: bytes, wish: Admission = USUAL, entity_id: str | None = None) -> str:
    found = service_from(document, wish, entity_id=EntityId(entity_id) if entity_id else None)
    assert isinstance(found, MetadataFault), found
    return found.description
