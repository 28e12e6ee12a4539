"""What is told of the person, as attributes (SAML 2.0 Core section 2.7.3, `domain.md R14`)."""

from collections.abc import Mapping

from ugyfelkapu.broker.domain.release import Claim
from ugyfelkapu.broker.domain.saml_attributes import ToldAttribute, attributes_of
from ugyfelkapu.broker.domain.saml_profile import RULES
from ugyfelkapu.broker.domain.saml_service import SamlTerms
from ugyfelkapu.broker.saml import connector_values
from ugyfelkapu.broker.saml.xml.writing import XmlNode, element

URI = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"
BASIC = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"


def attribute_statement(claims: Mapping[str, Claim], terms: SamlTerms) -> XmlNode | None:
    """The statement; `None` where nothing is told, since an empty one is none (Core section 2.7.3)."""
    told = [attribute for attribute in attributes_of(claims, terms) if attribute.values]
    if not told:
        return None
    return element("saml:AttributeStatement", {}, *(_attribute(attribute, terms) for attribute in told))


def prefixes_of_values(terms: SamlTerms) -> frozenset[str]:
    """What the values' types are named with."""
    return connector_values.PREFIXES if RULES[terms.profile].is_connector else frozenset()


def _attribute(attribute: ToldAttribute, terms: SamlTerms) -> XmlNode:
    names = {
        "FriendlyName": attribute.friendly_name,
        "Name": attribute.name,
        "NameFormat": URI if attribute.is_uri else BASIC,
    }
    if RULES[terms.profile].is_connector:
        return element("saml:Attribute", names, *connector_values.values(attribute, country=terms.country))
    return element("saml:Attribute", names, *(element("saml:AttributeValue", {}, value) for value in attribute.values))
