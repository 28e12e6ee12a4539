"""Values as the eIDAS network reads them: typed, and in its forms (eIDAS SAML Attribute Profile sections 2.2 and 2.4)."""

from ugyfelkapu.broker.domain.saml_attributes import EIDAS, ToldAttribute
from ugyfelkapu.broker.saml.xml.writing import XmlNode, element
from ugyfelkapu.foundation.page.states import alpha_2

OUR_COUNTRY = "HU"
_PREFIX = "eidas-natural"
PREFIXES = frozenset({_PREFIX})


def values(attribute: ToldAttribute, *, country: str | None) -> list[XmlNode]:
    """The attribute's values for the connector of that state; a name of none of its attributes stays as it is.

    Registers spell every name in Latin letters, so no value says `LatinScript="false"`.
    """
    if not attribute.name.startswith(EIDAS):
        return [element("saml:AttributeValue", {}, value) for value in attribute.values]
    name = attribute.name.removeprefix(EIDAS)
    typed = {"xsi:type": f"{_PREFIX}:{name}Type"}
    return [element("saml:AttributeValue", typed, _form(name, value, country)) for value in attribute.values]


def _form(name: str, value: str, country: str | None) -> str:
    match name:
        case "PersonIdentifier" if country:
            return f"{OUR_COUNTRY}/{country}/{value}"  # section 2.2.3: who made it, for whom, and the code itself
        case "Nationality":
            return alpha_2(value) or value
        case _:
            return value
