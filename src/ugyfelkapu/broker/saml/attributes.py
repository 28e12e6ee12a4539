"""What is told of the person, as attributes (SAML 2.0 Core section 2.7.3, `domain.md R14`)."""

from collections.abc import Mapping

from ugyfelkapu.broker.domain.release import Claim
from ugyfelkapu.broker.domain.saml_attributes import attributes_of
from ugyfelkapu.broker.domain.saml_service import SamlTerms
from ugyfelkapu.broker.saml.xml.writing import XmlNode, element

URI = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"
BASIC = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"


def attribute_statement(claims: Mapping[str, Claim], terms: SamlTerms) -> XmlNode | None:
    """The statement; `None` where nothing is told, since an empty one is none (Core section 2.7.3)."""
    told = [attribute for attribute in attributes_of(claims, terms) if attribute.values]
    if not told:
        return None
    return element(
        "saml:AttributeStatement",
        {},
        *(
            element(
                "saml:Attribute",
                {
                    "FriendlyName": attribute.friendly_name,
                    "Name": attribute.name,
                    "NameFormat": URI if attribute.is_uri else BASIC,
                },
                *(element("saml:AttributeValue", {}, value) for value in attribute.values),
            )
            for attribute in told
        ),
    )
